"""Wagtail's workflow under a plan: begun over the steps that are open, moved on, and stopped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from cms.procedure import signals
from cms.procedure.binding import passed
from cms.procedure.models import Plan
from cms.procedure.queries import records_of
from cms.procedure.states import NotInState, PlanKind, PlanState
from cms.procedure.steps import ABOVE, StepKind
from cms.procedure.workflows import workflow_of

_own: ContextVar[bool] = ContextVar("procedure_own_revision", default=False)
ACTIVE = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)


@contextmanager
def own_revision() -> Iterator[None]:
    """Revisions saved inside the block are the procedure's own: they change no content behind anybody's back."""
    token = _own.set(True)
    try:
        yield
    finally:
        _own.reset(token)


def is_own_revision() -> bool:
    return _own.get()


def start(plan: Plan, by: Any) -> None:
    """Begin the workflow over the steps that are open now, in the place of one under way."""
    done = passed(plan, records_of(plan))
    steps = [step for step in plan.route if step not in done]
    if plan.kind == PlanKind.EMERGENCY:
        steps = [StepKind.CONFIRM]
    if not steps:  # an empty workflow would end at once, and publish
        raise NotInState(_("这份方案没有要办的步骤，请取回后重新送审"))
    end(plan, by)
    # Whoever masks a number or passes the plan on does not become the one who asks.
    plan.workflow_state = workflow_of(steps).start(plan.page, plan.proposed_by)
    plan.save(update_fields=["workflow_state"])
    if steps[0] in ABOVE:
        signals.raised.send(sender=Plan, plan=plan, step=steps[0])


def end(plan: Plan, by: Any) -> None:
    """Cancel the workflow under way. The plan lets go of it first: its end is no decision of anybody's."""
    state, plan.workflow_state = plan.workflow_state, None
    plan.save(update_fields=["workflow_state"])
    if state and state.status in ACTIVE:
        state.cancel(user=by)


def task_state(plan: Plan) -> TaskState:
    """The task that waits. Raises NotInState."""
    state = plan.workflow_state.current_task_state if plan.workflow_state else None
    if state is None or state.status != TaskState.STATUS_IN_PROGRESS:
        raise NotInState(_("这份方案现在没有等待办理的步骤"))
    return state.specific


def step_of(state: TaskState) -> str:
    return state.task.specific.step


def go_on(plan: Plan, by: Any, *, comment: str = "") -> None:
    """The workflow takes its next task, or ends and publishes (finishing.finish_workflow)."""
    state = task_state(plan)
    if step_of(state) in ABOVE:
        signals.closed.send(sender=Plan, plan=plan)
    state.approve(user=by, comment=comment)
    plan.refresh_from_db()
    if plan.state == PlanState.OPEN and (step := step_of(task_state(plan))) in ABOVE:
        signals.raised.send(sender=Plan, plan=plan, step=step)


def go_back(plan: Plan, by: Any, *, comment: str = "") -> None:
    """Whoever writes gets it back. The plan's state is set by the caller."""
    state = task_state(plan)
    if step_of(state) in ABOVE:
        signals.closed.send(sender=Plan, plan=plan)
    state.reject(user=by, comment=comment)
