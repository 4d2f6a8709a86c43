"""What the demonstration leaves open, so that desks have something to show: in a few units the newest periodic entries
are late, declared, or excused, and stages and events are recorded. Chosen by rank from the plan, never by chance.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from cms.catalog.vocabulary import TimingKind
from cms.obligations.actions import approve_nil, occur, propose_nil, waive
from cms.obligations.actions.occasions import LONGEST
from cms.obligations.calendar import add_workdays, is_workday
from cms.obligations.models import NilDeclaration, Obligation, Occasion
from cms.obligations.rules import configured
from cms.obligations.states import NilState, Refused
from tenants.identity.models import Membership
from tenants.identity.roles import MemberRole

FEW = ("central", "chengguan", "jiaotiju", "village01")
"""The other units have published everything."""
RECENT_DAYS = 150
RANKS = ("late", "waiting", "nil", "waived", "late")
"""What the newest periodic entries of a unit are left as, the newest first."""
WITHIN_DAYS = 60
"""Stages and events of so many days back are recorded, and their entries answer them."""
REASONS = {
    "nil": "本期没有发生这类事项（演示数据）",
    "waiting": "本期没有新的情况（演示数据）",
    "waived": "机构职能调整，本期不再要求（演示数据）",
}
OPEN = {TimingKind.IMMEDIATE: ("新发生的一项", 5), TimingKind.PHASED: ("阶段工作完成", -6)}
"""What is recorded and not yet published: label, and how many days from today it is due: this week, and late."""


def left_out(slug: str, plans: Iterable[Any], today: dt.date) -> dict[tuple[str, str], str]:
    """(item, period) of entries that are not made → what they are left as."""
    if slug not in FEW:
        return {}
    recent = [
        plan
        for plan in plans
        if plan.period and plan.item.timing == TimingKind.PERIODIC and (today - plan.on).days <= RECENT_DAYS
    ]
    newest = sorted(recent, key=lambda plan: (plan.on, plan.item.code), reverse=True)
    return {(plan.item.code, plan.period.key): rank for plan, rank in zip(newest, RANKS, strict=False)}


def answered() -> set[tuple[str, str]]:
    """(item, period) that an earlier load declared or excused in the bound unit: no entry comes for these."""
    declared = NilDeclaration.objects.filter(state__in=(NilState.PROPOSED, NilState.APPROVED))
    excused = Obligation.objects.filter(waived_on__isnull=False)
    return {*declared.values_list("item_code", "period_key"), *excused.values_list("item_code", "period_key")}


def recorded(slug: str, plan: Any, today: dt.date) -> str:
    """Record what the entry is about, where it is recent; the key that the entry answers, '' for none."""
    if slug not in FEW or not plan.occasion or (today - plan.on).days > WITHIN_DAYS:
        return ""
    label = plan.occasion[:LONGEST]
    found = Occasion.objects.filter(item_code=plan.item.code, on=plan.on, label=label).first()
    return (found or occur(item_code=plan.item.code, label=label, on=plan.on, by_name="演示")).key


def _person(slug: str, role: MemberRole) -> uuid.UUID:
    """Who holds a role in the bound unit, or somebody who always is the same."""
    found = Membership.objects.valid().filter(role=role).order_by("uuid").first()
    return found.identity_id if found else uuid.uuid5(uuid.NAMESPACE_URL, f"demo/{slug}/{role}")


def settle(slug: str, left: dict[tuple[str, str], str], items: Iterable[Any], today: dt.date) -> None:
    """Declare, approve and excuse what was left out so, and record what is open. Idempotent."""
    editor, leader = _person(slug, MemberRole.EDITOR), _person(slug, MemberRole.LEADER)
    for (code, key), rank in left.items():
        row = Obligation.objects.filter(item_code=code, period_key=key).first()
        if rank == "late" or row is None or not row.is_open:
            continue
        try:
            if rank == "waived":
                waive(obligation=row.pk, reason=REASONS[rank], by=leader, by_name="演示")
                continue
            declaration = propose_nil(obligation=row, reason=REASONS[rank], by=editor, by_name="演示")
            if rank == "nil":
                approve_nil(declaration=declaration, by=leader, by_name="演示")
        except Refused:
            continue  # an earlier load has been here
    _leave_open(items, today)


def _leave_open(items: Iterable[Any], today: dt.date) -> None:
    """One event and one stage that nothing has been published for, of the first items of their kind."""
    first: dict[str, Any] = {}
    for item in items:
        if item.is_public and item.timing in OPEN:
            first.setdefault(item.timing, item)
    for timing, item in first.items():
        label, ahead = OPEN[TimingKind(timing)]
        day = _day_for(item, today + dt.timedelta(days=ahead), today)
        if item.filing.registered_on <= day and not Occasion.objects.filter(label=label).exists():
            occur(item_code=item.code, label=label, on=day, by_name="演示")


def _day_for(item: Any, due: dt.date, today: dt.date) -> dt.date:
    """The last working day from which an item falls due on a day or before it."""
    workdays = configured().occasion_workdays if item.due_workdays is None else item.due_workdays
    day = today
    while not is_workday(day) or add_workdays(day, workdays) > due:
        day -= dt.timedelta(days=1)
    return day
