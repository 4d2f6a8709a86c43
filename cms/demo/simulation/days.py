"""The days on which the simulated district works, and chances among them. By the State Council's own calendar."""

from __future__ import annotations

import datetime as dt
from random import Random

from django.utils import timezone

from cms.obligations.calendar import add_workdays, is_workday

OPENS, CLOSES = 9 * 60, 17 * 60
"""Minutes of the day between which people work."""


def on_or_after(day: dt.date) -> dt.date:
    """The day itself where it is worked, else the next one that is."""
    while not is_workday(day):
        day += dt.timedelta(days=1)
    return day


def back(day: dt.date, count: int) -> dt.date:
    """So many working days before a day; with 0 the last working day that is not after it."""
    while not is_workday(day):
        day -= dt.timedelta(days=1)
    for _n in range(count):
        day -= dt.timedelta(days=1)
        while not is_workday(day):
            day -= dt.timedelta(days=1)
    return day


def between(first: dt.date, last: dt.date, luck: Random) -> dt.date:
    """A working day from one day to another, both included; the first one after them where none lies between."""
    span = max((last - first).days, 0)
    day = on_or_after(first + dt.timedelta(days=luck.randint(0, span)))
    return day if day <= last else on_or_after(first)


def later(day: dt.date, count: int) -> dt.date:
    """The `count`-th working day after a day."""
    return add_workdays(day, count)


def minute(luck: Random) -> int:
    """A minute of the working day."""
    return luck.randint(OPENS, CLOSES)


def moment(day: dt.date, minutes: int) -> dt.datetime:
    """A minute of a day, in the district's time."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(minutes // 60, minutes % 60)))
