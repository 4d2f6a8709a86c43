"""Plans and records of a demonstration, whose people and past days are made up. Refused in any real district."""

from __future__ import annotations

import datetime as dt
import uuid

from cms.filing.actor import own_unit
from cms.filing.queries import items_in_force
from cms.pages.models import ArticlePage
from cms.procedure.actions.flow import start
from cms.procedure.binding import bound
from cms.procedure.ledger.models import StepRecord
from cms.procedure.models import Plan
from cms.procedure.routes import WEIGHED, route_for
from cms.procedure.states import Change, PlanState
from cms.procedure.steps import ABOVE, ROLES, Outcome, StepKind
from cms.registry.models import District

PEOPLE = {
    StepKind.PROPOSE: "演示信息员",
    StepKind.SECRECY: "演示保密员",
    StepKind.MERIT: "演示审核人",
    StepKind.APPROVE: "演示负责人",
    StepKind.SUPERIOR: "演示上级负责人",
    StepKind.OFFICE: "演示区委办负责人",
}
RISK = {"level": "低", "points": "群众关切（演示）", "measures": "公开时一并解读（演示）"}


class NotADemonstration(RuntimeError):
    """Somebody tried to make up approvals in a real district."""


def rehearse(page: ArticlePage, *, at: dt.datetime, going_up: bool = False, change_note: str = "") -> Plan:
    """An approved plan for the latest revision of a page, as if its route had been gone through up to `at`.

    The caller publishes the revision. `going_up`: only the unit's own steps were, and it waits for whoever decides
    above. Raises NotADemonstration in any district not marked as one.
    """
    if not District.objects.filter(is_demo=True).exists():
        raise NotADemonstration("only the demonstration may make up approvals")
    revision, unit = page.get_latest_revision(), own_unit()
    content = revision.as_object()
    item = items_in_force().get(code=page.item_code)
    route = route_for(item.approval_level, unit.kind if unit else "").steps
    terms = {"scope": item.scope, "channels": list(item.channels), "expire_at": content.expire_at}
    terms["publish_at"] = content.go_live_at
    plan = Plan.objects.create(
        page=page, revision=revision, item_code=item.code, level=item.approval_level,
        state=PlanState.OPEN if going_up else PlanState.APPROVED,
        period_key=page.period_key, change=Change.MAJOR, change_note=change_note, route=list(route),
        proposed_at=at, decided_at=None if going_up else at, risk=RISK if item.approval_level in WEIGHED else {},
        **terms, **bound(content, terms).values(),
    )  # fmt: skip
    steps = [StepKind.PROPOSE, *(step for step in route if not (going_up and step in ABOVE))]
    StepRecord.objects.bulk_create(
        _record(plan, step, page, unit.name if unit else "", at - dt.timedelta(minutes=20 * left))
        for step, left in zip(steps, reversed(range(len(steps))), strict=True)
    )
    if going_up:
        start(plan, None)
    return plan


def _record(plan: Plan, step: str, page: ArticlePage, unit: str, at: dt.datetime) -> StepRecord:
    return StepRecord(
        uuid=uuid.uuid4(), plan=plan.pk, entry=page.translation_key, title=page.title, item_code=plan.item_code,
        step=step, outcome=Outcome.PASSED, by=None, by_name=PEOPLE[step], role=str(ROLES[step]),
        unit_name="" if step in ABOVE else unit, at=at, content_hash=plan.content_hash,
        terms_hash=plan.terms_hash, time_hash=plan.time_hash,
        detail={"risk": plan.risk} if plan.risk and step == StepKind.PROPOSE else {},
    )  # fmt: skip
