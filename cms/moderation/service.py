"""When something is due that takes so many hours of work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from cms.obligations.calendar import Calendar

Spans = Sequence[tuple[dt.time, dt.time]]
LONGEST_DAYS = 3660


def worked_until(start: dt.datetime, hours: Decimal, *, spans: Spans, calendar: Calendar) -> dt.datetime:
    """The moment at which so many hours have been worked since `start`, in the district's time.

    Counted over the spans of working days. Raises ValueError where no day is worked.
    """
    left = dt.timedelta(hours=float(hours))
    now = timezone.localtime(start)
    for number in range(LONGEST_DAYS):
        day = now.date() + dt.timedelta(days=number)
        if not calendar.is_workday(day):
            continue
        for first, last in spans:
            begin = max(now, dt.datetime.combine(day, first, tzinfo=now.tzinfo))
            end = dt.datetime.combine(day, last, tzinfo=now.tzinfo)
            if end - begin >= left:
                return begin + left
            left -= max(end - begin, dt.timedelta())
    raise ValueError("no day is worked")
