"""What a time limit says, statement by statement, before anybody decides what it means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from cms.catalog.importing.timing.patterns import (
    AFTER_DAY,
    BARE_DAY,
    BREAK,
    CALENDAR,
    EVERY_MONTHS,
    FIRST_DAY,
    MONTH_DAY,
    MONTH_END,
    MONTHS_DAY,
    NEXT_DAY,
    NOTICE,
    PERIOD_END,
    PERIODS,
    PREVIOUS,
    PUNCTUATION,
    SHOWN,
    SPAN_DAY,
    TEN_DAYS,
    TIMES,
    TWO_DATES,
    WORKDAYS,
    normal,
)
from cms.catalog.importing.words import table


@dataclass(frozen=True)
class Day:
    """A day of a month: which one (named by number, the next, the first, not said), and as it was written."""

    day: int
    month: str
    text: str
    months: frozenset[int] = frozenset()


@dataclass
class Said:
    """Everything that was read. `left` is what nothing here reads."""

    kinds: list[str] = field(default_factory=list)
    manners: set[str] = field(default_factory=set)
    """ON_EVENT, ON_CHANGE, AT_ONCE: from when it counts."""
    workdays: list[int] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    calendar: list[str] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    times: list[tuple[str, int, str]] = field(default_factory=list)
    not_listed: list[str] = field(default_factory=list)
    notice: str | None = None
    previous: bool = False
    """Whether it says that it reports the period before."""
    left: list[str] = field(default_factory=list)


@cache
def _words(name: str) -> tuple[str, ...]:
    """The words of a line of the data, in normal form, longer ones first."""
    return tuple(sorted((normal(word) for word in table("words")["timing"][name]), key=len, reverse=True))


class Scanner:
    """Reads one statement after the other and takes it out of the text."""

    def __init__(self, text: str) -> None:
        self.text, self.said = normal(text), Said()

    def take(self, pattern: re.Pattern[str], read: Callable[[re.Match[str]], object]) -> None:
        def reader(found: re.Match[str]) -> str:
            read(found)
            return BREAK

        self.text = pattern.sub(reader, self.text)

    def take_words(self, names: tuple[str, ...], read: Callable[[str, str], object]) -> None:
        """Read the words of several lines, the longest of all first. `read` gets the line's name and the word."""
        known = {word: name for name in names for word in _words(name)}
        if known:
            longest = sorted(known, key=len, reverse=True)
            pattern = re.compile("|".join(map(re.escape, longest)))
            self.take(pattern, lambda found: read(known[found[0]], found[0]))

    def day(
        self, day: str | int, month: str, found: re.Match[str], months: frozenset[int] = frozenset()
    ) -> None:
        self.said.days.append(Day(int(day), month, found[0], months))

    def scan(self) -> Said:
        self._notice_and_dates()
        self._lengths()
        self._kinds()
        self.take_words(("FILLING",), lambda name, word: None)
        self.said.left += [part for part in PUNCTUATION.split(self.text) if part]
        return self.said

    def _notice_and_dates(self) -> None:
        said = self.said
        self.take(NOTICE, lambda f: setattr(said, "notice", f"{f[1]}{f[2]}{f[3]}"))
        self.take_words(("NOT_LISTED",), lambda name, word: said.not_listed.append(word))
        self.take(PREVIOUS, lambda f: setattr(said, "previous", True))
        self.take(NEXT_DAY, lambda f: self.day(f[2], "next quarter" if "季" in f[1] else "next", f))
        self.take(FIRST_DAY, lambda f: self.day(f[1], "first", f))
        self.take(TWO_DATES, self._two_dates)
        self.take(
            MONTHS_DAY,
            lambda f: self.day(f[2], "named", f, frozenset(map(int, re.findall(r"\d+", f[1])))),
        )
        self.take(MONTH_DAY, self._month_day)
        self.take(MONTH_END, lambda f: self.day(31, "later" if f[1] else "named", f, frozenset({int(f[2])})))
        self.take(AFTER_DAY, self._after_day)
        self.take(TEN_DAYS, self._ten_days)

    def _two_dates(self, found: re.Match[str]) -> None:
        for month, day in ((found[1], found[2]), (found[3], found[4])):
            self.day(day, "named", found, frozenset({int(month)}))

    def _month_day(self, found: re.Match[str]) -> None:
        self.day(found[3], "later" if found[1] else "named", found, frozenset({int(found[2])}))

    def _after_day(self, found: re.Match[str]) -> None:
        """So many days after a period are a day of the month after it."""
        self.day(found[1], "after", found)
        self._period(found[0])

    def _period(self, text: str) -> None:
        """The period that a word names: 季末 is a quarter's."""
        mark = next((mark for mark in text if mark in PERIODS), None)
        if mark:
            self.said.kinds.append(PERIODS[mark])

    def _ten_days(self, found: re.Match[str]) -> None:
        if found[2] == "下旬":
            self.said.ends.append(found[0])
        else:
            month = "rough next" if found[1] and found[1][0] in "次下" else "rough"
            self.day(10 if found[2] == "上旬" else 20, month, found)

    def _lengths(self) -> None:
        said = self.said
        self.take(SHOWN, lambda f: said.left.append(f[0]))
        self.take(WORKDAYS, self._workdays)
        self.take(CALENDAR, lambda f: said.calendar.append(f[0]))
        self.take(EVERY_MONTHS, lambda f: said.times.append(("months", int(f[1]), f[0])))
        self.take(TIMES, self._times)
        self.take(SPAN_DAY, self._span)
        self.take(BARE_DAY, lambda f: self.day(f[1] or f[2], "bare", f))

    def _span(self, found: re.Match[str]) -> None:
        self.said.ranges.append(found[0])
        self.day(found[2], "bare", found)

    def _workdays(self, found: re.Match[str]) -> None:
        self.said.workdays.append(int(found[2] or found[1]))
        if found[2]:
            self.said.ranges.append(found[0])

    def _times(self, found: re.Match[str]) -> None:
        self.said.times.append((PERIODS[found[1][0]], int(found[2]), found[0]))

    def _kinds(self) -> None:
        said = self.said
        names = ("STANDING", "MONTHLY", "QUARTERLY", "HALF_YEARLY", "YEARLY", "BY_STAGE")
        self.take(PERIOD_END, lambda f: self._period_end(f[0]))
        self.take_words(names, lambda name, word: said.kinds.append(name))
        self.take_words(("NEVER_DUE",), lambda name, word: said.left.append(word))
        manners = ("ON_EVENT", "ON_CHANGE", "AT_ONCE", "AT_END")
        self.take_words(manners, lambda name, word: said.manners.add(name))

    def _period_end(self, text: str) -> None:
        self.said.ends.append(text)
        self._period(text)


def scan(text: str) -> Said:
    """What a time limit says."""
    return Scanner(text).scan()
