"""Content goes public in tests the way it does in life: one proposes, another examines, a third approves."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from cms.pages.models import ArticlePage, ItemPage
from cms.procedure.actions import Terms, decide_from_above, pass_step, propose
from cms.procedure.actions.trace import Person
from cms.procedure.ledger.models import StepRecord
from cms.procedure.models import Plan
from cms.procedure.queries import next_step
from cms.procedure.states import PlanKind
from cms.procedure.steps import ABOVE, Outcome, StepKind
from cms.publication.models import Entry, EntryVersion
from cms.registry.models import Unit
from tenants.accounts.models import User
from tenants.context import current_schema
from tenants.identity.roles import MemberRole

RISK = {"level": "低", "points": "群众关切", "measures": "先行解读"}
MEETING = {"kind": "党委会", "date": "2026-01-05", "attendees": "5人"}
ROLES = {
    "proposer": MemberRole.EDITOR,
    "examiner": MemberRole.REVIEWER,
    "approver": MemberRole.LEADER,
    "other": MemberRole.REVIEWER,
}
HANDS = {
    StepKind.SECRECY: "examiner",
    StepKind.TYPO: "examiner",
    StepKind.MERIT: "other",
    StepKind.APPROVE: "approver",
    StepKind.CONFIRM: "approver",
}


def person(name: str) -> Any:
    """An account of the bound unit by the part it plays, made when it is first needed."""
    user, made = User.objects.get_or_create(username=f"test-{name}", defaults={"first_name": f"测试{name}"})
    if made:
        user.groups.set(Group.objects.filter(name=str(ROLES[name].label)))
    return user


def leave() -> None:
    """Forget the accounts that were made for it; their names stay in the record."""
    User.objects.filter(username__startswith="test-").delete()


def in_the_ledger(pages: list[ArticlePage]) -> None:
    """Live pages that were written straight into the tree, many at once, as if each had gone through its steps."""
    unit = Unit.objects.get(tenant__schema_name=current_schema())
    now = timezone.now()
    entries = [
        Entry(
            uuid=page.translation_key, unit=unit, item_code=page.item_code, item_title="事项", section="一级",
            title=page.title, path=page.url, period_key=page.period_key, content_hash="0" * 64,
            published_at=page.first_published_at or now, updated_at=page.first_published_at or now,
        )
        for page in pages
    ]  # fmt: skip
    Entry.objects.bulk_create(entries)
    versions_of(entries)


def many(code: str, numbers: range, title: str = "题", **values: Any) -> None:
    """Entries of an item, for a list to be long: as if each had gone through its steps."""
    item = ItemPage.objects.get(code=code)
    values |= {"item_code": code, "live": True, "first_published_at": timezone.now()}
    pages = [ArticlePage(title=f"{title}{n}", slug=f"many-{n}", **values) for n in numbers]
    in_the_ledger([item.add_child(instance=page) for page in pages])


def versions_of(entries: list[Entry]) -> None:
    """The first versions of entries that were written by hand, and the steps that the database asks for."""
    plans = [(entry, uuid.uuid4()) for entry in entries]
    EntryVersion.objects.bulk_create(
        EntryVersion(
            entry=entry, number=entry.version, title=entry.title, content_hash=entry.content_hash,
            at=entry.published_at, plan=plan,
        )
        for entry, plan in plans
    )  # fmt: skip
    StepRecord.objects.bulk_create(
        StepRecord(
            plan=plan, entry=entry.uuid, title=entry.title, item_code=entry.item_code, step=step, by_name=step,
            outcome=Outcome.PASSED, content_hash=entry.content_hash, role=step, unit_name="测试", at=entry.published_at,
        )
        for entry, plan in plans
        for step in (StepKind.PROPOSE, StepKind.SECRECY, StepKind.APPROVE)
    )  # fmt: skip


def passed_on(plan: Plan, *, until: str = "") -> Plan:
    """Take the steps that are left, up to one that is not taken any more."""
    while (step := next_step(plan)) and step != until:
        if step in ABOVE:
            above = Person("测试上级", unit="测试上级党委", role="上级党组织")
            decide_from_above(plan.pk, by=above, passed=True, content_hash=plan.content_hash)
        else:
            pass_step(plan, by=person(HANDS[step]), detail={"meeting": MEETING})
        plan = Plan.objects.get(pk=plan.pk)
        if plan.kind == PlanKind.EMERGENCY:
            break
    return plan


def approve(page: ArticlePage, *, at: dt.datetime | None = None, **terms: Any) -> Plan:
    """Publish the latest draft of a page through every step of its route; at a moment ahead, if one is given."""
    given = {"risk": RISK, "change_note": "测试更新", "publish_at": at} | terms
    return passed_on(propose(page, by=person("proposer"), terms=Terms(**given)))
