"""Working days of China, make-up days included.

The holidays come from the library chinesecalendar, which knows the years that the State Council has published.
A later year is counted Monday to Friday, and `is_covered` says so.
"""

import datetime as dt
from functools import cache

import chinese_calendar


@cache
def is_covered(year: int) -> bool:
    """Whether the official calendar of a year is known."""
    try:
        chinese_calendar.is_workday(dt.date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def is_workday(day: dt.date) -> bool:
    return chinese_calendar.is_workday(day) if is_covered(day.year) else day.weekday() < 5


def add_workdays(start: dt.date, count: int) -> dt.date:
    """The `count`-th working day after `start`, which itself never counts. 0 is `start`."""
    day = start
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_workday(day)
    return day


def workdays_between(start: dt.date, end: dt.date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` comes first."""
    if end < start:
        return -workdays_between(end, start)
    return sum(is_workday(start + dt.timedelta(days=n)) for n in range(1, (end - start).days + 1))
