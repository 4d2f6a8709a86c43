"""Wagtail's workflows, one for each route that is in use, made when it is first needed.

A route is data of the district. Each unit has the workflow of a route only once a plan takes it, so a new rule of the
office needs no visit to every unit, and what is under way keeps the route it began with.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from wagtail.models import Task, Workflow, WorkflowTask

from cms.procedure.models import TASKS
from cms.procedure.steps import StepKind


def task_of(step: str) -> Task:
    """The unit's task for a step."""
    model = TASKS[step]
    found = model.objects.filter(step=step).first()
    return found or model.objects.create(step=step, name=str(StepKind(step).label))


def workflow_of(route: Sequence[str]) -> Workflow:
    """The unit's workflow with exactly these steps."""
    name = _("公开程序：%(steps)s") % {"steps": " → ".join(str(StepKind(step).label) for step in route)}
    found = Workflow.objects.filter(name=name, active=True).first()
    if found:
        return found
    workflow = Workflow.objects.create(name=name)
    WorkflowTask.objects.bulk_create(
        WorkflowTask(workflow=workflow, task=task_of(step), sort_order=order)
        for order, step in enumerate(route)
    )
    return workflow
