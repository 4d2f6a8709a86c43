"""The office keeps the calendar of working days. What is owed in a changed year follows in every unit by itself."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.obligations.calendar import NamedDay
from cms.obligations.following import follow_calendar
from cms.obligations.models import CalendarDay, CalendarYear
from cms.obligations.states import Refused
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind

LONGEST_NUMBER, LONGEST_NAME, LONGEST_SOURCE = 60, 40, 100


def set_day(*, day: dt.date, working: bool, name: str, source: str, by: uuid.UUID, by_name: str = "") -> None:
    """Say of a day whether it is worked, and by what. Runs at the centre. Raises Refused."""
    name, source = name.strip(), source.strip()
    problems = []
    if not source or len(source) > LONGEST_SOURCE:
        problems.append(_("请写明依据，不超过 %(n)s 个字") % {"n": LONGEST_SOURCE})
    if len(name) > LONGEST_NAME:
        problems.append(_("名称请不超过 %(n)s 个字") % {"n": LONGEST_NAME})
    if problems:
        raise Refused("；".join(problems))
    with transaction.atomic():
        CalendarDay.objects.update_or_create(
            date=day, defaults={"working": working, "name": name, "source": source}
        )
        word = _("上班") if working else _("放假")
        _changed(day.year, f"{day} {word} {name}".strip(), by, by_name, {"source": source})


def drop_day(*, day: dt.date, by: uuid.UUID, by_name: str = "") -> None:
    """A day is again what the published arrangement, or its weekday, says. Raises Refused."""
    with transaction.atomic():
        found, _rows = CalendarDay.objects.filter(date=day).delete()
        if not found:
            raise Refused(_("%(day)s 没有调整过") % {"day": day})
        _changed(day.year, _("%(day)s 取消调整") % {"day": day}, by, by_name, {})


def set_year(
    *, year: int, number: str, days: Mapping[dt.date, NamedDay], by: uuid.UUID, by_name: str = ""
) -> None:
    """Take in the published arrangement of a year, in the place of what was entered of it. Raises Refused."""
    number = number.strip()
    if not number or len(number) > LONGEST_NUMBER:
        raise Refused(_("请写明通知的文号，不超过 %(n)s 个字") % {"n": LONGEST_NUMBER})
    wrong = sorted(day for day in days if day.year != year)
    if wrong:
        raise Refused(_("%(day)s 不在%(year)s年") % {"day": wrong[0], "year": year})
    if not any(not day.working for day in days.values()):
        raise Refused(_("没有读到放假的日期"))
    with transaction.atomic():
        CalendarYear.objects.update_or_create(year=year, defaults={"number": number})
        CalendarDay.objects.filter(date__year=year).delete()
        CalendarDay.objects.bulk_create(
            CalendarDay(date=day, working=one.working, name=one.name[:LONGEST_NAME], source=number)
            for day, one in days.items()
        )
        what = _("%(year)s年放假安排") % {"year": year}
        _changed(year, what, by, by_name, {"number": number, "days": len(days)})


def _changed(year: int, what: str, by: uuid.UUID, by_name: str, detail: dict[str, Any]) -> None:
    """Write it down, and have every unit follow once this is committed."""
    stamp = uuid.uuid4().hex
    record(
        kind=AuditKind.CALENDAR_CHANGED,
        subject=what,
        actor=by,
        actor_name=by_name,
        detail={"year": year, "stamp": stamp} | detail,
    )
    follow_calendar.enqueue(stamp)
