"""实地调研: who goes where, and that it took place. What members saw and gave, they write themselves (scoring.py)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import By
from plugins.showcase.actions.campaigns import author, held, noted, office_only
from plugins.showcase.ledger.models import Campaign, Nomination, Visit, VisitSeat
from plugins.showcase.queries import lines_of, me, passed_nominations
from plugins.showcase.states import Refused, against, refuse


def plan_visit(
    campaign: uuid.UUID, *, nomination: uuid.UUID, planned_on: dt.date, units: Iterable[int], by: By
) -> Visit:
    """Arrange a visit, or another day or panel for it. `units`: keys of the members' units. Raises Refused."""
    office_only()
    with transaction.atomic():
        found = held(campaign)
        reasons = against("plan_visit", stage=found.stage, state="SUBMITTED")
        chosen: Any = passed_nominations(found).filter(pk=nomination).first()  # None is refused below
        wanted = set(units)
        if not reasons:
            reasons = _panel(found, chosen, wanted)
        refuse(reasons)
        visit, _new = Visit.objects.update_or_create(
            nomination=chosen, defaults={"campaign_id": found.pk, "planned_on": planned_on, **author(by)}
        )
        for unit in wanted:
            VisitSeat.objects.update_or_create(
                visit=visit, unit_id=unit, defaults={"campaign_id": found.pk, "excused": "", **author(by)}
            )
        visit.seats.exclude(unit_id__in=wanted).filter(excused="").update(excused=_("改由别的单位参加"))
        noted(
            "plan_visit",
            chosen.unit.name,
            by,
            visit=str(visit.pk),
            on=planned_on.isoformat(),
            units=sorted(wanted),
        )
    return visit


def _panel(campaign: Campaign, chosen: Nomination | None, wanted: set[int]) -> list[str]:
    if chosen is None:
        return [_("它没有通过形式审查，不安排调研")]
    office = me()
    sits = {one.lead_id for one in lines_of(campaign)} | ({office.pk} if office else set())
    found = []
    if not wanted:
        found.append(_("请选择调研组的成员单位"))
    if wanted - sits:
        found.append(_("调研组由区委办和各条线牵头部门组成"))
    if chosen.unit_id in wanted:
        found.append(_("被调研的单位不参加调研自己，请回避"))
    return found


def excuse(visit: uuid.UUID, *, unit: int, reason: str, by: By) -> VisitSeat:
    """A member does not go, and why. Raises Refused."""
    office_only()
    with transaction.atomic():
        seat = VisitSeat.objects.filter(visit=visit, unit_id=unit).select_related("visit").first()
        if seat is None:
            raise Refused(_("它不在调研组里"))
        found = held(seat.campaign_id)
        reasons = against("plan_visit", stage=found.stage, state="SUBMITTED")
        refuse([*reasons, *([] if reason.strip() else [_("请写不参加的原因")])])
        seat.excused = reason.strip()[:200]
        seat.save(update_fields=["excused"])
        noted("excuse", reason[:60], by, visit=str(visit), unit=unit)
    return seat


def hold_visit(visit: uuid.UUID, *, held_on: dt.date, note: str, by: By) -> Visit:
    """It took place. Raises Refused."""
    office_only()
    with transaction.atomic():
        row = Visit.objects.select_related("nomination__unit").filter(pk=visit).first()
        if row is None:
            raise Refused(_("还没有安排调研"))
        found = held(row.campaign_id)
        reasons = against("plan_visit", stage=found.stage, state="SUBMITTED")
        if held_on > timezone.localdate():
            reasons.append(_("调研日期不能在今天以后"))
        refuse(reasons)
        row.held_on, row.note = held_on, note.strip()
        row.save(update_fields=["held_on", "note"])
        noted("hold_visit", row.nomination.unit.name, by, visit=str(visit), on=held_on.isoformat())
    return row
