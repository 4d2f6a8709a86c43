"""Working days of China, make-up days included: what the State Council's notices say, and what the office adds.

A year that nobody has published is counted Monday to Friday, and says so (`covers`, `caveat`): it is never guessed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

DATA = Path(__file__).with_name("data")
SATURDAY = 5


@dataclass(frozen=True)
class NamedDay:
    """A day that is not what its weekday says, and by which holiday."""

    working: bool
    name: str = ""


@dataclass(frozen=True)
class Calendar:
    """Days that differ from Monday to Friday, and the years that are published (year → number of the notice)."""

    days: Mapping[dt.date, NamedDay] = field(default_factory=dict)
    years: Mapping[int, str] = field(default_factory=dict)

    def covers(self, year: int) -> bool:
        """Whether the official arrangement of a year is known."""
        return year in self.years

    def is_workday(self, day: dt.date) -> bool:
        named = self.days.get(day)
        return named.working if named else day.weekday() < SATURDAY

    def add_workdays(self, start: dt.date, count: int) -> dt.date:
        """The `count`-th working day after `start`, which itself never counts. 0 is `start`."""
        day = start
        while count > 0:
            day += dt.timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def workdays_between(self, start: dt.date, end: dt.date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` comes first."""
        if end < start:
            return -self.workdays_between(end, start)
        return sum(self.is_workday(start + dt.timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def next_workday(self, day: dt.date) -> dt.date:
        """The day itself when it is worked, else the first one after it that is."""
        while not self.is_workday(day):
            day += dt.timedelta(days=1)
        return day

    def overridden(self, days: Mapping[dt.date, NamedDay], years: Mapping[int, str]) -> Calendar:
        """The same with what the office says on top."""
        return replace(self, days={**self.days, **days}, years={**self.years, **years})

    def caveat(self, year: int) -> str:
        """What has to be said beside every date of a year that is not published; '' for one that is."""
        text = _("%(year)s年放假安排尚未公布，暂按周一至周五计算")
        return "" if self.covers(year) else text % {"year": year}


class NotACalendar(ValueError):
    """A text does not describe the holidays of one year. Says what is wrong, for people."""

    for_people = True


def _date(text: Any, year: int) -> dt.date:
    try:
        day = dt.date.fromisoformat(str(text))
    except ValueError as error:
        raise NotACalendar(
            _("看不懂日期“%(text)s”，应如 %(year)s-10-01") % {"text": text, "year": year}
        ) from error
    if day.year != year:
        raise NotACalendar(_("%(day)s 不在%(year)s年") % {"day": day, "year": year})
    return day


def _stretch(row: Mapping[str, Any], year: int) -> Iterator[dt.date]:
    first, last = _date(row.get("from"), year), _date(row.get("until"), year)
    if last < first:
        raise NotACalendar(_("%(first)s 至 %(last)s 的先后颠倒") % {"first": first, "last": last})
    return (first + dt.timedelta(days=n) for n in range((last - first).days + 1))


def read_year(text: str) -> tuple[int, str, dict[dt.date, NamedDay]]:
    """Year, number of the notice, and named days of a file such as data/calendar-2026.json. Raises NotACalendar."""
    try:
        found = json.loads(text)
        year, number = int(found["year"]), str(found["number"]).strip()
        days = {
            day: NamedDay(working=False, name=str(row.get("name", "")))
            for row in found["holidays"]
            for day in _stretch(row, year)
        }
        worked = {_date(row["on"], year): str(row.get("name", "")) for row in found["worked"]}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, NotACalendar):
            raise
        raise NotACalendar(_("不是工作日历：应有 year、number、holidays、worked 四项")) from error
    if not number or not days:
        raise NotACalendar(_("工作日历缺少通知文号或者节假日"))
    clash = sorted(days.keys() & worked.keys())
    if clash:
        raise NotACalendar(_("%(day)s 既是假日又是上班日") % {"day": clash[0]})
    return year, number, days | {day: NamedDay(working=True, name=name) for day, name in worked.items()}


@cache
def official() -> Calendar:
    """What lies in the project's data: 2024 to 2026. Without what the office has entered (queries.calendar)."""
    calendar = Calendar()
    for path in sorted(DATA.glob("calendar-*.json")):
        year, number, days = read_year(path.read_text(encoding="utf-8"))
        calendar = calendar.overridden(days, {year: number})
    return calendar


def is_covered(year: int) -> bool:
    return official().covers(year)


def is_workday(day: dt.date) -> bool:
    return official().is_workday(day)


def add_workdays(start: dt.date, count: int) -> dt.date:
    return official().add_workdays(start, count)


def workdays_between(start: dt.date, end: dt.date) -> int:
    return official().workdays_between(start, end)
