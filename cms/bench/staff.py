"""The people of a unit, and plans that they bring as far as a benchmark wants: by the verbs, never past them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cms.catalog.vocabulary import ApprovalLevel
from cms.pages.models import ArticlePage, ItemPage
from cms.procedure.actions import Person, Terms, decide_from_above, pass_step, propose
from cms.procedure.ledger.models import RouteRule
from cms.procedure.models import Plan
from cms.procedure.queries import next_step
from cms.procedure.steps import ABOVE, StepKind
from tenants.accounts.backends import account_of
from tenants.accounts.models import User
from tenants.context import tenant_scope
from tenants.identity.actions import join
from tenants.identity.models import Identity
from tenants.identity.roles import MemberRole
from tenants.models import Tenant

PASSWORD = "bench-staff-1"  # noqa: S105 -- of people in a database that is dropped at the end
ROLES = {
    StepKind.PROPOSE: MemberRole.EDITOR,
    StepKind.SECRECY: MemberRole.REVIEWER,
    StepKind.APPROVE: MemberRole.LEADER,
}
"""Who takes which step of a route for 一般 items: three people."""
OFFICE = Person("测速区委办人员", unit="测速区委办公室", role="区委办")


def login_of(step: str) -> str:
    return f"bench-{step.lower()}"


def hire(tenants: list[Tenant]) -> None:
    """The three people of each unit, who come in as people do."""
    for tenant in tenants:
        with tenant_scope(tenant):
            for step, role in ROLES.items():
                login = f"{login_of(step)}-{tenant.slug}"
                join(login=login, name=f"测速{role.label}", role=role, password=PASSWORD)
                account_of(Identity.objects.get(login=login))


def person(step: str) -> Any:
    """The account of the bound unit that takes a step."""
    return User.objects.get(username__startswith=login_of(step))


def written(number: int, *, prefix: str, live: bool = False) -> ArticlePage:
    """A draft of its own in the bound unit, below the first item that is for the public."""
    item = next(page for page in ItemPage.objects.order_by("path") if page.is_public)
    page = ArticlePage(
        title=f"测速公开第{number}条", slug=f"{prefix}-{number}", item_code=item.code, live=live,
        body=[{"type": "rich_text", "value": f"<p>第{number}条的内容。</p>"}],
    )  # fmt: skip
    item.add_child(instance=page)
    page.save_revision(user=person(StepKind.PROPOSE))
    return page


def proposed(page: ArticlePage, *, at: dt.datetime | None = None, until: dt.datetime | None = None) -> Plan:
    """A plan for the latest draft, at its first step."""
    terms = Terms(publish_at=at, expire_at=until, change_note="测速更新")
    return propose(page, by=person(StepKind.PROPOSE), terms=terms)


def step_on(plan: Plan, *, seen: str = "") -> Plan:
    """The step that the plan stands at is passed by whoever takes it."""
    step = next_step(plan)
    if step in ABOVE:
        return decide_from_above(plan.pk, by=OFFICE, passed=True, content_hash=seen or plan.content_hash)
    pass_step(plan, by=person(str(step)), seen=seen)
    return Plan.objects.get(pk=plan.pk)


def before_the_last(plan: Plan) -> Plan:
    """All steps but the last are passed: the next one publishes."""
    while next_step(plan) != plan.route[-1]:
        plan = step_on(plan)
    return plan


@contextmanager
def office_decides(central: Tenant) -> Iterator[None]:
    """Plans that are proposed inside the block go up to the office as their last step."""
    steps = [StepKind.SECRECY, StepKind.APPROVE, StepKind.OFFICE]
    with tenant_scope(central):
        rule = RouteRule.objects.create(level=ApprovalLevel.NORMAL, steps=steps, set_by="测速")
    try:
        yield
    finally:
        with tenant_scope(central):
            rule.delete()
