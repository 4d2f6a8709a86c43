"""应报媒体备案的单位: who must register, in the plan's own words, and how a unit stands with it. Data and pure functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cms.filing.media.models import ON_THE_WEB, MediaRegistration
from cms.filing.media.states import MediaState
from cms.registry.vocabulary import UnitKind

PLAN = (
    "区纪委，区委工作机关，各镇、街道、园区党委（党工委），区级机关各部门（单位）党委（党组），市直XX各单位"
    "已建有本单位门户网站的应当建立党务公开专栏并向区委报备"
)
PLAN_COMMITTEE = "区委在“中国XX”门户网站设立党务公开专栏"
NAMED = {
    UnitKind.DISCIPLINE: PLAN,
    UnitKind.WORKING_ORGAN: PLAN,
    UnitKind.TOWN: PLAN,
    UnitKind.SUBDISTRICT: PLAN,
    UnitKind.PARK: PLAN,
    UnitKind.DEPARTMENT: PLAN,
    UnitKind.MUNICIPAL_STATIONED: PLAN,
    UnitKind.COMMITTEE: PLAN_COMMITTEE,
}
"""The kinds that the plan names, and where. Others with a portal of their own are held to the same sentence."""
MEDIA_ONLY = frozenset({UnitKind.MUNICIPAL_STATIONED})
"""Kinds that owe the district nothing else: their catalogs are the city's."""
FIRST_BY = (3, 31)
"""Month and day of each year by which a unit with a portal has registered it. The plan names no day: set here."""
SOON = 30
"""Days before a day runs out from which it is said."""
GRACE = 90
"""Days after the day of confirmation until a registration lapses."""


class DutyState(TextChoices):
    """How a unit with a portal stands."""

    FILED = "filed", _("已备案")
    SUBMITTED = "submitted", _("已报送，待办理")
    CONFIRM = "confirm", _("待年度确认")
    DUE = "due", _("应报未报")
    OVERDUE = "overdue", _("逾期")


@dataclass(frozen=True)
class Duty:
    """What a unit owes about its portal: the state, and the day it must be done by (None when nothing is open)."""

    state: DutyState
    by: dt.date | None


def basis_of(kind: str) -> str:
    """The words that a unit's duty rests on."""
    return NAMED.get(UnitKind(kind), PLAN)


def must_register(unit: Any) -> bool:
    return bool(unit.portal_url)


def first_by(today: dt.date) -> dt.date:
    return dt.date(today.year, *FIRST_BY)


def duty_of(unit: Any, registrations: Iterable[MediaRegistration], *, today: dt.date) -> Duty | None:
    """How a unit stands on a day, from the registrations of its websites and columns. None without a portal."""
    if not must_register(unit):
        return None
    on_the_web = [row for row in registrations if row.kind in ON_THE_WEB]
    registered = [row for row in on_the_web if row.state in (MediaState.REGISTERED, MediaState.LAPSED)]
    if registered:
        return _confirmed(min(row.confirm_by or today for row in registered), today)
    if any(row.state == MediaState.SUBMITTED for row in on_the_web):
        return Duty(DutyState.SUBMITTED, None)
    by = first_by(today)
    return Duty(DutyState.OVERDUE if by < today else DutyState.DUE, by)


def _confirmed(by: dt.date, today: dt.date) -> Duty:
    if by < today:
        return Duty(DutyState.OVERDUE, by)
    return Duty(DutyState.CONFIRM if (by - today).days <= SOON else DutyState.FILED, by)
