"""What every verb does: hold the plan, ask the state table, write down who did it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cms.filing.actor import own_unit
from cms.procedure.ledger.models import SeparationException, StepRecord
from cms.procedure.models import Plan
from cms.procedure.states import PlanState, after
from cms.procedure.steps import ROLES, Outcome, StepKind
from tenants.audit.actions import operator
from tenants.context import current


@dataclass(frozen=True)
class Person:
    """Who takes a step, as plain values: they may come from another unit's tenant."""

    name: str
    identity: uuid.UUID | None = None
    unit: str = ""
    role: str = ""

    @classmethod
    def of(cls, user: Any, *, role: str = "") -> Person:
        """A person who is signed in on the bound site; nobody: the operator's command line."""
        if user is None:
            return cls(operator())
        unit = own_unit()
        return cls(user.get_full_name(), user.identity_uuid, unit.name if unit else current().title, role)


def lead(verb: str, plan: Plan) -> PlanState:
    """Hold the plan until the transaction ends, and say where a verb leads. Raises NotInState."""
    plan.refresh_from_db(from_queryset=Plan.objects.select_for_update(of=("self",)))
    return after(verb, plan.state)


def write_down(
    plan: Plan,
    step: str,
    outcome: str,
    by: Person,
    *,
    note: str = "",
    detail: dict[str, Any] | None = None,
    on_behalf_of: str = "",
    exception: SeparationException | None = None,
) -> StepRecord:
    """Add a step to the record of the district, in the open transaction."""
    page = plan.page
    return StepRecord.objects.create(
        plan=plan.pk,
        entry=page.translation_key,
        title=plan.revision.content["title"][:255],
        item_code=plan.item_code,
        step=step,
        outcome=outcome,
        content_hash=plan.content_hash,
        terms_hash=plan.terms_hash,
        time_hash=plan.time_hash,
        by=by.identity,
        by_name=by.name[:100],
        role=str(by.role or ROLES.get(step, ""))[:60],
        unit_name=by.unit[:200],
        on_behalf_of=on_behalf_of[:100],
        exception=exception.pk if exception else None,
        note=note.strip(),
        detail=detail or {},
        at=timezone.now(),
    )


__all__ = ["Outcome", "Person", "StepKind", "lead", "write_down"]
