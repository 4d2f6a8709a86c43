"""Which periods an item has, and when each falls due. Pure functions of the item and the calendar."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.catalog.vocabulary import Frequency, TimingKind
from cms.obligations.calendar import Calendar, official

MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.YEARLY: 12}
"""Length of a period in months, for the frequencies that have periods."""
LONGEST_DAY = 31
KEY = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])|H(?P<half>[12])))?")
QUARTERS, HALVES = "一二三四", "上下"


@dataclass(frozen=True)
class Period:
    """A stretch of time that an item is disclosed for. A standing item has one, without dates and with key ''."""

    key: str
    start: dt.date | None
    end: dt.date | None
    label: str


STANDING = Period("", None, None, "")


def _period(year: int, months: int, number: int) -> Period:
    """The `number`-th period (from 1) of a year cut into periods of so many months."""
    first = (number - 1) * months + 1
    start = dt.date(year, first, 1)
    end = (
        dt.date(year + 1, 1, 1) if first + months > 12 else dt.date(year, first + months, 1)
    ) - dt.timedelta(days=1)
    keys = {1: f"{year}-{number:02d}", 3: f"{year}-Q{number}", 6: f"{year}-H{number}", 12: f"{year}"}
    labels = {
        1: lambda: _("%(year)s年%(n)s月") % {"year": year, "n": number},
        3: lambda: _("%(year)s年第%(n)s季度") % {"year": year, "n": QUARTERS[number - 1]},
        6: lambda: _("%(year)s年%(n)s半年") % {"year": year, "n": HALVES[number - 1]},
        12: lambda: _("%(year)s年") % {"year": year},
    }
    return Period(keys[months], start, end, labels[months]())


def period_of(frequency: str, day: dt.date) -> Period | None:
    """The period that a day lies in, or None for a frequency without periods."""
    months = MONTHS.get(Frequency(frequency))
    return _period(day.year, months, (day.month - 1) // months + 1) if months else None


def parse_period(key: str) -> Period | None:
    """The period of a key such as 2026, 2026-H1, 2026-Q3, 2026-10; None for anything else."""
    found = KEY.fullmatch(key)
    if not found:
        return None
    parts = found.groupdict()
    for name, months in (("month", 1), ("quarter", 3), ("half", 6)):
        if parts[name]:
            return _period(int(parts["year"]), months, int(parts[name]))
    return _period(int(parts["year"]), 12, 1)


def next_period(frequency: str, period: Period) -> Period:
    """The period after one that has dates."""
    following = period_of(frequency, period.end + dt.timedelta(days=1)) if period.end else None
    if following is None:
        raise ValueError(f"{period.key!r} has no successor")
    return following


def label_of(key: str) -> str:
    """What people read for the key of a period or of a recorded day; '' for a key that says nothing."""
    period = parse_period(key)
    if period:
        return period.label
    try:
        day = dt.date.fromisoformat(key[:10])
    except ValueError:
        return ""
    return _("%(year)s年%(month)s月%(day)s日") % {"year": day.year, "month": day.month, "day": day.day}


def _day_of_next_month(end: dt.date, number: int) -> dt.date:
    """The `number`-th day of the month after one that ends on `end`, or its last day where it is shorter."""
    first = end + dt.timedelta(days=1)
    following = (first + dt.timedelta(days=LONGEST_DAY)).replace(day=1)
    return min(first.replace(day=1) + dt.timedelta(days=number - 1), following - dt.timedelta(days=1))


def due_date(item: Any, period: Period, calendar: Calendar | None = None) -> dt.date:
    """The last day on which a period of the item is in time.

    So many working days after its end; or a day of the next month, moved on to the first working day.
    """
    calendar = calendar or official()
    if period.end is None:
        return dt.date.max
    if getattr(item, "due_day", None):
        return calendar.next_workday(_day_of_next_month(period.end, item.due_day))
    return calendar.add_workdays(period.end, item.due_workdays or 0)


def is_provisional(calendar: Calendar, after: dt.date, due: dt.date) -> bool:
    """Whether any day from the one after `after` up to `due` lies in a year that is not published."""
    start = after + dt.timedelta(days=1)
    return due > after and not all(calendar.covers(year) for year in range(start.year, due.year + 1))


def due_periods(
    item: Any, *, since: dt.date, until: dt.date, calendar: Calendar | None = None
) -> list[tuple[Period, dt.date]]:
    """(period, due date) of every period that falls due from `since` to `until`, both included.

    A standing item owes its first publication within its working days after `since`. Phased and immediate
    items fall due by stages and events, which no calendar knows: they owe nothing here.
    """
    if item.timing == TimingKind.STANDING:
        due = (calendar or official()).add_workdays(since, item.due_workdays or 0)
        return [(STANDING, due)] if due <= until else []
    # The earliest period that can still be due: a year long, and working days at two calendar days each.
    earliest = since - dt.timedelta(days=400 + 2 * (item.due_workdays or 0))
    period = period_of(item.frequency, earliest) if item.timing == TimingKind.PERIODIC else None
    found = []
    while period is not None:
        due = due_date(item, period, calendar)
        if due > until:
            break
        if due >= since:
            found.append((period, due))
        period = next_period(item.frequency, period)
    return found


def next_due(item: Any, *, after: dt.date) -> tuple[Period, dt.date] | None:
    """The first period that falls due after a day, or None when the item has no periods."""
    if item.timing != TimingKind.PERIODIC:
        return None
    found = due_periods(item, since=after + dt.timedelta(days=1), until=after + dt.timedelta(days=548))
    return found[0] if found else None
