"""A case comes into being: a plan goes up, something that is public was drawn, or a hold keeps something back."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.filing.actor import own_unit
from cms.moderation.actions.trace import lead, write_down
from cms.moderation.models import Hold, ModerationCase
from cms.moderation.rules import service_hours, spans
from cms.moderation.service import worked_until
from cms.moderation.snapshot import of_plan
from cms.moderation.states import OPEN, CaseState, CaseStepKind, Why
from cms.obligations.queries import calendar
from cms.procedure.actions import Person
from cms.registry.models import Unit
from cms.registry.queries import placement
from cms.registry.vocabulary import UnitKind

OFFICE, SUPERIOR = "OFFICE", "SUPERIOR"
PRODUCT = "系统"


def office() -> Unit:
    """Whose the central desk is."""
    return Unit.objects.get(kind=UnitKind.COMMITTEE)


def addressee(unit: Unit, step: str) -> Unit:
    """Who decides at a step: the superior organisation, or the office. Where a unit has none above it, or one without
    a site, the office."""
    above = placement(unit).superior if step == SUPERIOR else None
    return above if above is not None and above.tenant_id else office()


def raise_case(*, to: Unit, why: Why, by: Person, note: str = "", **facts: Any) -> ModerationCase:
    """Write a case of the bound unit, with its first step. `facts` are values of ModerationCase by name."""
    unit = own_unit()
    line = placement(unit).line
    kind = OFFICE if to.kind == UnitKind.COMMITTEE else SUPERIOR
    hours = service_hours(why=why, level=facts["level"], to=kind)
    now = timezone.now()
    case = ModerationCase.objects.create(
        unit=unit,
        to=to,
        why=why,
        line_code=line.code if line else "",
        line_name=line.name if line else "",
        raised_at=now,
        due_at=worked_until(now, hours.value, spans=spans(), calendar=calendar()),
        **facts,
    )
    write_down(CaseStepKind.RAISE, case, by, note=note)
    return case


def raise_for(plan: Any, *, step: str) -> ModerationCase:
    """A plan of the bound unit waits for its superior or the office. In the transaction that takes it there."""
    close(plan.pk, note=_("方案重新上报"))
    to = addressee(own_unit(), step)
    before = (
        ModerationCase.objects.filter(plan=plan.pk, state=CaseState.ESCALATED).order_by("-decided_at").first()
    )
    return raise_case(
        to=to,
        why=Why.ESCALATED,
        by=_proposer(plan),
        plan=plan.pk,
        came_from=before.pk if before else None,
        **of_plan(plan),
    )


def keep_held(plan: Any, *, hold: Hold) -> ModerationCase:
    """An approved plan that a hold keeps back, told to the office. The same plan makes one case at a time."""
    found = ModerationCase.objects.filter(plan=plan.pk, state__in=OPEN).first()
    if found is not None:
        return found
    by = _proposer(plan)
    return raise_case(
        to=office(), why=Why.HELD, by=by, note=hold.reason, plan=plan.pk, hold=hold.pk, **of_plan(plan)
    )


def _proposer(plan: Any) -> Person:
    """Who brings it up: whoever proposed the plan."""
    return Person.of(plan.proposed_by) if plan.proposed_by else Person(PRODUCT)


def close(plan: uuid.UUID, *, note: str = "") -> int:
    """What waits about a plan is void: it was taken back, changed, or lapsed. Returns how many cases it were."""
    with transaction.atomic():
        cases = ModerationCase.objects.filter(plan=plan, state__in=OPEN)
        for case in cases:
            lapse_now(case, note=note or _("单位撤回或者改动了方案"))
    return len(cases)


def lapse_now(case: ModerationCase, *, note: str, by: Person | None = None) -> ModerationCase:
    """In the open transaction. Raises NotInState."""
    case.state = lead("lapse", case)
    case.decided_at, case.note = timezone.now(), note
    case.save(update_fields=["state", "decided_at", "note"])
    write_down(CaseStepKind.LAPSE, case, by or Person(PRODUCT), note=note)
    return case
