"""The end of a plan: every step has passed, and what was approved goes public; or it does not any more."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from cms.procedure import signals
from cms.procedure.actions.proposing import follow_up_from
from cms.procedure.actions.trace import lead
from cms.procedure.models import Plan
from cms.procedure.queries import next_step
from cms.procedure.states import NotInState, PlanKind, after
from cms.procedure.steps import StepKind


def finish_workflow(workflow_state: WorkflowState, user: Any = None) -> None:
    """What Wagtail calls when a workflow ends (WAGTAIL_FINISH_WORKFLOW_ACTION). Inside its transaction.

    Approves the plan and lets publication publish its revision. Where a step lacks its record, whoever ended the
    workflow did not come through the verbs: raises NotInState, and nothing is changed.
    """
    plan = Plan.objects.select_for_update(of=("self",)).filter(workflow_state=workflow_state).first()
    if plan is None:
        raise NotInState(_("这个审批没有对应的公开方案，不能公开"))
    missing = next_step(plan)
    if plan.kind == PlanKind.EMERGENCY and missing != StepKind.CONFIRM:
        missing = None
    if missing is not None:
        raise NotInState(_("还缺“%(step)s”，不能公开") % {"step": StepKind(missing).label})
    plan.state, plan.decided_at = after("approve", plan.state), timezone.now()
    if plan.kind == PlanKind.EMERGENCY:
        plan.follow_up_by = follow_up_from(plan.decided_at)
    plan.save(update_fields=["state", "decided_at", "follow_up_by"])
    signals.approved.send(sender=Plan, plan=plan)


def mark_published(plan: Plan) -> None:
    """Its revision is public now. A plan serves once."""
    plan.state = lead("publish", plan)
    plan.save(update_fields=["state"])


def lapse(plan: Plan) -> None:
    """It can no longer be carried out: its unit or its item is gone."""
    with transaction.atomic():
        plan.state = lead("lapse", plan)
        plan.save(update_fields=["state"])
        signals.closed.send(sender=Plan, plan=plan)
