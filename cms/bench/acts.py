"""The ways in which the public side changes, each as one act that can be begun anew: what kills interrupt."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from cms.bench import staff
from cms.bench.halves import Facts
from cms.pages.models import ArticlePage
from cms.procedure.models import Plan
from cms.procedure.states import PlanState
from cms.publication.schedule import EXPIRE, GO_LIVE
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.tasks.backends import inline

PREFIX = "kill"
AHEAD = dt.timedelta(hours=1)
# The moment has come: in Wagtail's rows and in the index.
COME = {
    GO_LIVE: (
        "UPDATE wagtailcore_revision SET approved_go_live_at = %(moment)s,"
        " content = jsonb_set(content, '{go_live_at}', to_jsonb(%(text)s::text))"
        " WHERE object_id = %(page)s::text AND approved_go_live_at IS NOT NULL",
        "UPDATE wagtailcore_page SET go_live_at = %(moment)s WHERE id = %(page)s",
    ),
    EXPIRE: ("UPDATE wagtailcore_page SET expire_at = %(moment)s WHERE id = %(page)s",),
}
DUE = """
    UPDATE tasks_dueindex SET due_at = %(moment)s
     WHERE schema_name = current_schema() AND kind = %(kind)s AND object = 'page:' || %(page)s
"""


@dataclass(frozen=True)
class Case:
    """One page, and the act that is to happen to it."""

    act: str
    tenant: Tenant
    number: int
    page: int
    plan: uuid.UUID


@dataclass(frozen=True)
class Act:
    """`perform` is what a request does; without it the worker does it, for the moment has come."""

    prepare: Callable[[int], Plan]
    done: Callable[[Facts], bool]
    perform: Callable[[Case], object] | None = None
    above: bool = False


def _draft(number: int) -> ArticlePage:
    return staff.written(number, prefix=PREFIX)


def _ready(number: int) -> Plan:
    return staff.before_the_last(staff.proposed(_draft(number)))


def _public(number: int) -> Plan:
    return staff.step_on(_ready(number))


def _ready_for_later(number: int) -> Plan:
    return staff.before_the_last(staff.proposed(_draft(number), at=timezone.now() + AHEAD))


def _due(number: int) -> Plan:
    plan = staff.step_on(_ready_for_later(number))
    _come(plan, GO_LIVE)
    return plan


def _expiring(number: int) -> Plan:
    plan = staff.before_the_last(staff.proposed(_draft(number), until=timezone.now() + AHEAD))
    plan = staff.step_on(plan)
    _come(plan, EXPIRE)
    return plan


def _come(plan: Plan, kind: str) -> None:
    moment = timezone.now() - dt.timedelta(seconds=5)
    values = {"moment": moment, "text": moment.isoformat(), "page": plan.page_id, "kind": kind}
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (*COME[kind], DUE):
            cursor.execute(statement, values)


def _pass(case: Case) -> None:
    plan = Plan.objects.get(pk=case.plan)
    if plan.state == PlanState.OPEN:
        staff.step_on(plan)


def _unpublish(case: Case) -> None:
    page = ArticlePage.objects.get(pk=case.page)
    if page.live:
        page.unpublish()


ACTS = {
    "publish": Act(_ready, lambda f: f.live and f.versions == 1, _pass),
    "unpublish": Act(_public, lambda f: not f.live and f.logged_down == 1, _unpublish),
    "schedule": Act(_ready_for_later, lambda f: not f.live and f.plans_waiting == 1, _pass),
    "go live": Act(_due, lambda f: f.live and f.versions == 1),
    "expire": Act(_expiring, lambda f: not f.live and f.logged_down == 1),
    "from above": Act(_ready, lambda f: f.live and f.versions == 1, _pass, above=True),
}


def prepare(name: str, tenant: Tenant, number: int, central: Tenant) -> Case:
    """A page for which the act is the next thing that happens."""
    act = ACTS[name]
    with inline():
        if act.above:
            with staff.office_decides(central):
                plan = _prepared(act, tenant, number)
        else:
            plan = _prepared(act, tenant, number)
    return Case(name, tenant, number, plan.page_id, plan.pk)


def _prepared(act: Act, tenant: Tenant, number: int) -> Plan:
    with tenant_scope(tenant):
        return act.prepare(number)


def perform(case: Case) -> None:
    """As a request does it: in the unit's tenant, in one transaction."""
    act = ACTS[case.act]
    if act.perform is None:
        raise LookupError(case.act)
    with tenant_scope(case.tenant), transaction.atomic():
        act.perform(case)
