"""Reads of plans and their records that more than one surface needs."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cms.pages.models import ArticlePage
from cms.procedure.binding import passed
from cms.procedure.ledger.models import SeparationException, StepRecord
from cms.procedure.models import Plan
from cms.procedure.states import UNDER_WAY
from cms.procedure.steps import ROLES, Outcome
from tenants.context import current_schema


def records_of(plan: Plan) -> list[StepRecord]:
    """In the order in which the steps were taken. One query."""
    return list(StepRecord.objects.filter(schema_name=current_schema(), plan=plan.pk).order_by("at", "uuid"))


def next_step(plan: Plan, records: list[StepRecord] | None = None) -> str | None:
    """The first step of the route that was not passed for the plan as it is now. None when all were."""
    done = passed(plan, records_of(plan) if records is None else records)
    return next((step for step in plan.route if step not in done), None)


def plan_under_way(page: ArticlePage) -> Plan | None:
    """The plan of a page that is being decided about, or that was returned. One query."""
    return Plan.objects.filter(page=page, state__in=UNDER_WAY).select_related("revision").first()


def exceptions_of(schema: str):
    """Exceptions that hold today for the unit of a schema."""
    today = timezone.localdate()
    rows = SeparationException.objects.filter(unit__tenant__schema_name=schema, ended_at=None)
    return rows.filter(since__lte=today, until__gte=today)


def public_steps(records: list[StepRecord]) -> list[dict[str, Any]]:
    """What the public reads of the steps: [{step, label, role, unit, on}] of those that were passed; no names.

    A meeting, an exception and a deputy are told too, for each is a way in which the step differs from the rule.
    """
    rows = []
    for row in records:
        if row.outcome != Outcome.PASSED:
            continue
        told = {
            "step": row.step,
            "label": str(row.get_step_display()),
            # Of those above the unit the organisation, not which of its people it was.
            "role": str(ROLES.get(row.step, row.role)),
            "unit": row.unit_name,
            "on": timezone.localtime(row.at).date().isoformat(),
        }
        meeting = row.detail.get("meeting") or {}
        told |= {"meeting": meeting["kind"], "met_on": meeting["date"]} if meeting.get("kind") else {}
        told |= {"exception": True} if row.exception else {}
        told |= {"deputy": True} if row.on_behalf_of else {}
        rows.append(told)
    return rows
