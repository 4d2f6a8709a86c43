"""What happens in a unit's year, for the items that no calendar calls: stages of a project, and events.

The year is laid out whole, from the unit and the item alone. Asking earlier or later shows more or less of it and
moves nothing, so that the demonstration can be loaded again on another day.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cms.catalog.vocabulary import TimingKind
from cms.demo.prose.chance import chance, people
from cms.demo.prose.facts import Facts, facts_of, place_of
from cms.demo.prose.happening_kinds import CADRES, EVENTS, STAGED, UNKNOWN_STEPS
from cms.obligations.calendar import add_workdays, is_workday

Subject = Facts
WINDOWS = {
    1: ((3, 1, 60),),
    2: ((2, 20, 40), (7, 10, 60)),
    3: ((1, 15, 40), (4, 10, 55), (8, 3, 60)),
    4: ((1, 15, 30), (4, 8, 25), (7, 6, 30), (10, 12, 20)),
}
"""Where in the year each stage begins, by how many there are: month, day, and how many days later at most."""
HOLIDAYS = (((1, 25), (2, 24)), ((7, 5), (8, 31)))
"""When schools are closed: (month, day) of the first and last day."""
SCHOOL_WINDOWS = ((4, 8, 10), (6, 1, 14), (7, 20, 18))
NOTICE_WORKDAYS = 8
"""Working days from a notice of appointment to the decision: five of notice, three for what comes in."""


@dataclass(frozen=True)
class Happening:
    """One stage or event. `steps` are the stages of its project, `days` those of the ones reached, its own last."""

    label: str
    on: dt.date
    subject: Subject
    steps: tuple[str, ...] = ()
    days: tuple[dt.date, ...] = ()


def is_open(kind: str, day: dt.date) -> bool:
    """Whether a kind of unit is at work on a day: a working day, and for a school one of its terms."""
    on_holiday = kind == "SCHOOL" and any(first <= (day.month, day.day) <= last for first, last in HOLIDAYS)
    return is_workday(day) and not on_holiday


def _open_day(kind: str, day: dt.date) -> dt.date:
    while not is_open(kind, day):
        day += dt.timedelta(days=1)
    return day


def _named(row: Any) -> Subject:
    """A fact with a name. Works are plain rows in the files."""
    keys = ("name", "detail", "low", "high")
    made = Facts(zip(keys, row, strict=True) if isinstance(row, list) else row)
    made["name"] = made.get("name") or made["matter"]
    return made


def _bank(unit: Any, key: str) -> list[Subject]:
    return [_named(row) for row in facts_of(unit.kind, unit.name).get(key, [])]


def _project(item: Any, unit: Any, source: str, year: int) -> Subject:
    bank = _bank(unit, source)
    if not bank:
        named = source.format(year=year, here=place_of(unit.name)) if "{" in source else item.title
        return Facts(name=named)
    # Neighbouring items draw from the same list: the number in the code keeps them apart.
    number = int("".join(filter(str.isdigit, item.code)) or 0)
    return bank[(number + year) % len(bank)]


def _staged(item: Any, unit: Any, year: int, seed: str) -> list[Happening]:
    luck = chance(seed, unit.slug, item.code, str(year), "stages")
    source, steps = next((row[1:] for row in STAGED if re.search(row[0], item.title)), ("", UNKNOWN_STEPS))
    subject = _project(item, unit, source, year)
    windows = SCHOOL_WINDOWS if "招生" in item.title else WINDOWS[len(steps)]
    days = tuple(
        _open_day("", dt.date(year, month, day) + dt.timedelta(days=luck.randint(0, later)))
        for month, day, later in windows
    )
    kinds = tuple(kind for kind, _told in steps)
    return [
        Happening(told.format(name=subject["name"], year=year), days[n], subject, kinds, days[: n + 1])
        for n, (_kind, told) in enumerate(steps)
    ]


def _days(kind: str, luck: random.Random, year: int, count: int) -> list[dt.date]:
    """So many working days spread from late January to the end of November."""
    span = 310 // count
    start = dt.date(year, 1, 20)
    days = [start + dt.timedelta(days=n * span + luck.randint(0, span - 25)) for n in range(count)]
    return [_open_day(kind, day) for day in days]


def _season(kind: str, luck: random.Random, year: int, subject: Subject, day: dt.date) -> dt.date:
    """The day of an event, moved to its month when it belongs to one: no heat wave in January."""
    if "month" not in subject:
        return day
    return _open_day(kind, dt.date(year, subject["month"], 1) + dt.timedelta(days=luck.randint(3, 24)))


def _cadre_events(item: Any, unit: Any, year: int, seed: str) -> list[Happening]:
    """The same persons are first shown in a notice and then appointed, in one item or in two."""
    luck = chance(seed, unit.slug, str(year), "cadres")
    groups = [luck.randint(2, 4) for _ in range(luck.randint(2, 3))]
    names = people(luck, sum(groups))
    made = []
    for day, count in zip(_days(unit.kind, luck, year, len(groups)), groups, strict=True):
        group, names = names[:count], names[count:]
        told = f"{group[0]}等{count}名同志"
        subject = Facts(name=told, people=group, notice=day)
        if "任免" not in item.title or "公示" in item.title:
            made.append(Happening(f"关于{told}任前公示", day, subject, ("notice",), (day,)))
        if "任免" in item.title:
            on = add_workdays(day, NOTICE_WORKDAYS)
            made.append(Happening(f"关于{told}职务任免的决定", on, subject, ("notice", "decide"), (day, on)))
    return made


def _eventful(item: Any, unit: Any, year: int, seed: str) -> list[Happening]:
    luck = chance(seed, unit.slug, item.code, str(year), "events")
    source, told = next((row[1:] for row in EVENTS if re.search(row[0], item.title)), ("", "{name}"))
    bank = _bank(unit, source)
    luck.shuffle(bank)
    bank = bank or [Facts(name=f"{year}年第{n}次{item.title}") for n in "一二三"]
    chosen = bank[: luck.randint(2, 3)]
    days = _days(unit.kind, luck, year, len(chosen))
    made = [
        Happening(told.format(name=one["name"]), _season(unit.kind, luck, year, one, day), one)
        for one, day in zip(chosen, days, strict=True)
    ]
    return sorted(made, key=lambda one: one.on)


def happenings(item: Any, unit: Any, year: int, seed: str) -> Sequence[Happening]:
    """Everything of a phased or immediate item in a year, in order of days; nothing for the other kinds."""
    if item.timing == TimingKind.PHASED:
        return _staged(item, unit, year, seed)
    if item.timing != TimingKind.IMMEDIATE:
        return []
    if CADRES.search(item.title):
        return _cadre_events(item, unit, year, seed)
    return _eventful(item, unit, year, seed)


def happening_of(item: Any, unit: Any, *, on: dt.date, seed: str, occasion: str) -> Happening | None:
    """What an occasion tells of; without one, the latest of the year. An unknown one is taken at its word."""
    known = happenings(item, unit, on.year, seed)
    if not known:
        return None
    latest = next((one for one in reversed(known) if one.on <= on), known[0])
    if not occasion:
        return latest
    unknown = Happening(occasion, on, latest.subject, latest.steps, latest.days)
    return next((one for one in known if one.label == occasion), unknown)


def stages(item: Any, unit: Any, *, until: dt.date, seed: str) -> list[tuple[str, dt.date]]:
    """(label, day) of the stages that the item's project of the year has reached. None before mid-January."""
    return [(one.label, one.on) for one in happenings(item, unit, until.year, seed) if one.on <= until]


events = stages
"""(label, day) of what happened so far in the year. The item's timing decides which of the two it is."""
