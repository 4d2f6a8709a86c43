"""Everything a recipe knows while it writes one entry: whose it is, for when, and the chance that is its own."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cms.demo.prose.chance import chance, people
from cms.demo.prose.elements import elements
from cms.demo.prose.facts import Facts, facts_of, place_of
from cms.demo.prose.occasions import Happening, is_open
from cms.obligations.calendar import is_workday
from cms.obligations.schedule import Period


def workday_before(day: dt.date, count: int = 0) -> dt.date:
    """The `count`-th working day before a day; with 0 the day itself, or the last working day before it."""
    while not is_workday(day):
        day -= dt.timedelta(days=1)
    for _ in range(count):
        day -= dt.timedelta(days=1)
        while not is_workday(day):
            day -= dt.timedelta(days=1)
    return day


def _nearest_first(day: dt.date, start: dt.date, end: dt.date) -> Iterator[dt.date]:
    """The day, those before it back to `start`, then those after it up to `end`."""
    yield from (day - dt.timedelta(days=n) for n in range((day - start).days + 1))
    yield from (day + dt.timedelta(days=n) for n in range(1, (end - day).days + 1))


@dataclass(frozen=True)
class Scene:
    """One entry to be written. `on` is the day it is published: nothing it tells is later."""

    item: Any
    unit: Any
    period: Period | None
    on: dt.date
    seed: str
    happening: Happening | None = None

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.unit.kind, self.unit.name)

    @cached_property
    def elements(self) -> list[str]:
        return elements(self.item.content) or [self.item.title]

    @property
    def is_dated(self) -> bool:
        """Whether the entry is for a period, and not for an event or for good."""
        return self.period is not None and self.period.start is not None

    @property
    def key(self) -> str:
        return self.period.key if self.period else ""

    @property
    def label(self) -> str:
        """2026年第三季度, or nothing."""
        return self.period.label if self.period else ""

    @property
    def now(self) -> str:
        """What the period is called in the head of a column: 本季度."""
        if not self.is_dated:
            return "当年"
        return {1: "本月", 3: "本季度", 6: "本半年"}.get(self.months[1] - self.months[0] + 1, "全年")

    @property
    def so_far(self) -> str:
        """What the year up to now is called in the head of a column."""
        return "全年完成" if self.now == "全年" else "当年累计"

    @property
    def is_whole(self) -> bool:
        """Whether the period is all that there is of the year: then this period and so far are one."""
        return self.now in ("全年", "当年")

    @property
    def place(self) -> str:
        return place_of(self.unit.name)

    @property
    def year(self) -> int:
        return self.period.start.year if self.is_dated else self.on.year

    @property
    def step(self) -> str:
        """Which stage of its project the entry tells of."""
        return (
            self.happening.steps[len(self.happening.days) - 1]
            if self.happening and self.happening.steps
            else ""
        )

    @property
    def subject(self) -> Facts:
        return self.happening.subject if self.happening else Facts(name=self.item.title)

    @cached_property
    def window(self) -> tuple[dt.date, dt.date]:
        """First and last day that the entry tells of."""
        start = self.period.start if self.is_dated else dt.date(self.on.year, 1, 1)
        end = min(self.period.end, self.on) if self.is_dated else self.on
        return min(start, end), end

    @cached_property
    def months(self) -> tuple[int, int]:
        """First and last month of the year that the entry counts. An undated entry counts from January."""
        if self.is_dated:
            return self.period.start.month, self.period.end.month
        return 1, self.on.month

    @property
    def number(self) -> int:
        """Which period it is since the beginning of the calendar: neighbours differ by one."""
        first, last = self.months
        return self.year * 12 // (last - first + 1) + (first - 1) // (last - first + 1)

    # Chance, in three widths: of this entry, of the unit's year, of the unit for good.

    def luck(self, *names: str) -> random.Random:
        what = self.happening.label if self.happening else ""
        return chance(self.seed, self.unit.slug, self.item.code, self.key, what, *names)

    def annual(self, *names: str) -> random.Random:
        """Without the item, so that every entry of a year that tells of a thing tells the same."""
        return chance(self.seed, self.unit.slug, str(self.year), *names)

    def lasting(self, *names: str) -> random.Random:
        return chance(self.seed, self.unit.slug, *names)

    def people(self, count: int, name: str = "people") -> list[str]:
        return people(self.luck(name), count)

    @cached_property
    def leaders(self) -> list[tuple[str, ...]]:
        """(name, post, work, what they are in touch with) of the unit's leaders: the same in every entry."""
        posts = self.facts["posts"]
        names = people(self.lasting("leaders"), len(posts))
        return [(name, *post) for name, post in zip(names, posts, strict=True)]

    def pick(self, bank: Sequence[Any], count: int, name: str = "") -> list[Any]:
        """So many of a list. Periods that follow each other get different ones, as far as the list goes."""
        order = list(bank)
        self.lasting(self.item.code, "pick", name).shuffle(order)
        first = self.number * count if self.is_dated else self.luck("pick", name).randrange(len(order))
        first += first // len(order)  # a new round starts one further on, or the same groups would come back
        return [order[(first + n) % len(order)] for n in range(min(count, len(order)))]

    def grown(self, total: int, *names: str) -> tuple[int, int]:
        """(this period, this year so far) of something that reaches `total` by the end of the year."""
        luck = self.annual("grown", *names)
        weights = [luck.uniform(0.55, 1.45) for _ in range(12)]
        first, last = self.months
        so_far = round(total * sum(weights[:last]) / sum(weights))
        return so_far - round(total * sum(weights[: first - 1]) / sum(weights)), so_far

    def day(self, low: float, high: float, name: str = "") -> dt.date:
        """A working day between two fractions of the window; its last day where it has none."""
        start, end = self.window
        span = (end - start).days
        day = start + dt.timedelta(days=round(span * self.luck("day", name, str(low)).uniform(low, high)))
        return next((day for day in _nearest_first(day, start, end) if is_open(self.unit.kind, day)), end)

    def days(self, count: int, name: str = "") -> list[dt.date]:
        """So many days in order, spread over the window; no day twice while it has others."""
        chosen: list[dt.date] = []
        for day in sorted(self.day(n / count, (n + 0.8) / count, name) for n in range(count)):
            later = (day + dt.timedelta(days=n) for n in range((self.window[1] - day).days + 1))
            free = (other for other in later if other not in chosen and is_open(self.unit.kind, other))
            chosen.append(next(free, day))
        return sorted(chosen)

    def back(self, count: int) -> dt.date:
        """The `count`-th working day before publication."""
        return workday_before(self.on, count)
