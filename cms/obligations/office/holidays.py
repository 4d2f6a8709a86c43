"""What the State Council's notice says, as the office types it: one line for each holiday and each day made up for.

元旦 2027-01-01 2027-01-03
上班 2027-01-04 元旦
"""

from __future__ import annotations

import datetime as dt
import re

from django.utils.translation import gettext as _

from cms.obligations.calendar import NamedDay
from cms.obligations.states import Refused

DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
WORKED = ("上班", "调休上班", "补班")
LONGEST_STRETCH = 31
SHOWN = 10


def read_lines(text: str, *, year: int) -> dict[dt.date, NamedDay]:
    """Day → what it is. Raises Refused with every line that cannot be read, by its number."""
    found: dict[dt.date, NamedDay] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            days, one = _read(line, year)
        except Refused as refusal:
            problems.append(_("第 %(n)s 行：%(why)s") % {"n": number, "why": refusal})
            continue
        for day in days:
            if found.setdefault(day, one) != one:
                problems.append(_("第 %(n)s 行：%(day)s 前面已经写过") % {"n": number, "day": day})
    if problems:
        more = _("…共 %(n)s 行") % {"n": len(problems)} if len(problems) > SHOWN else ""
        raise Refused("；".join(problems[:SHOWN]) + more)
    return found


def _read(line: str, year: int) -> tuple[list[dt.date], NamedDay]:
    days = [_day(parts, year) for parts in DAY.findall(line)]
    words = DAY.sub(" ", line).replace("至", " ").replace("到", " ").split()
    worked = any(word in WORKED for word in words)
    name = " ".join(word for word in words if word not in WORKED)
    if not days:
        raise Refused(_("没有日期，应如“元旦 %(year)s-01-01 %(year)s-01-03”") % {"year": year})
    if worked:
        return days, NamedDay(working=True, name=name)
    if not name:
        raise Refused(_("没有写是什么节日"))
    first, last = days[0], days[-1]
    if len(days) > 2 or last < first or (last - first).days >= LONGEST_STRETCH:
        raise Refused(_("应写开始和结束两个日期，先后不能颠倒"))
    stretch = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return stretch, NamedDay(working=False, name=name)


def _day(parts: tuple[str, str, str], year: int) -> dt.date:
    try:
        day = dt.date(*map(int, parts))
    except ValueError as error:
        raise Refused(_("没有 %(day)s 这一天") % {"day": "-".join(parts)}) from error
    if day.year != year:
        raise Refused(_("%(day)s 不在%(year)s年") % {"day": day, "year": year})
    return day
