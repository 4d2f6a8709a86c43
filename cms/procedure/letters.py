"""Mails of the procedure: to whoever has a step waiting, and to the proposer what became of it. Never any content."""

from __future__ import annotations

import uuid

from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.models import Site

from cms.filing.models import FiledItem
from cms.filing.queries import items_in_force
from cms.filing.reminders import once
from cms.pages.seed import SCREENS
from cms.procedure.ledger.models import StepRecord
from cms.procedure.models import Delegation, Plan
from cms.procedure.queries import next_step, records_of
from cms.procedure.rights import NotYours, Powers, approves_today
from cms.procedure.states import PlanKind, PlanState
from cms.procedure.steps import ABOVE, PERMISSIONS, Outcome, StepKind
from tenants.accounts.backends import account_of
from tenants.context import current
from tenants.identity.mailing import Addressee, addressees
from tenants.identity.models import Identity, MailRhythm
from tenants.identity.roles import MemberRole

WAITS, BACK, DONE, WEEK = "plan.waits", "plan.back", "plan.done", "plan.week"


def tell(plan: Plan) -> None:
    """Order the mails that follow from where a plan stands now, in the open transaction."""
    tell_people.enqueue(str(plan.pk))


@task(transactional=True, label=_("发公开程序邮件"))
def tell_people(plan: str) -> int:
    """Each mail once, by where the plan stands when this runs. Returns how many people were told."""
    row = Plan.objects.select_related("proposed_by").filter(pk=uuid.UUID(plan)).first()
    if row is None:
        return 0
    with transaction.atomic():
        return _tell(row, records_of(row))


def _tell(plan: Plan, records: list[StepRecord]) -> int:
    step, last = next_step(plan, records), records[-1] if records else None
    if plan.state == PlanState.RETURNED and last:
        return _to_proposer(plan, BACK, str(last.pk), _now("退回：%(item)s，请看意见后修改"))
    told = 0
    if plan.state == PlanState.PUBLISHED and plan.kind != PlanKind.EMERGENCY:
        return 0  # publication tells them, and one mail about it is enough
    if plan.state in (PlanState.APPROVED, PlanState.PUBLISHED):
        told = _to_proposer(plan, DONE, "", _now("已批准：%(item)s"))
        if plan.kind != PlanKind.EMERGENCY:
            return told
        if last and last.outcome == Outcome.RETURNED:
            return told + _to_proposer(plan, BACK, str(last.pk), _now("补办没有通过：%(item)s"))
    if step is None or step in ABOVE or plan.state in (PlanState.TAKEN_BACK, PlanState.LAPSED):
        return told
    known = last.by if last else None  # whoever acted last sees on the screen what waits now
    to = [one for one in _holders(step) if one.identity != known and _may_take(one, step, plan, records)]
    key = f"{step} {plan.proposed_at:%y%m%d%H%M%S} {plan.content_hash[:12]}"
    return told + _send(plan, to, WAITS, key, _now("等您办理（%(step)s）：%(item)s"), step)


def _holders(step: str) -> list[Addressee]:
    """Who may take a step: by role, and for the leader's also whoever stands in today."""
    right = PERMISSIONS[step]
    found = addressees([role for role in MemberRole if right in SCREENS[role]])
    if step != StepKind.APPROVE:
        return found
    today = timezone.localdate()
    rows = Delegation.objects.filter(ended_at=None, since__lte=today, until__gte=today)
    given = rows.select_related("giver", "taker")
    deputies = {row.taker.identity_uuid for row in given if approves_today(row.giver)}
    known = {one.identity for one in found}
    others = addressees([*MemberRole]) if deputies else []
    return found + [one for one in others if one.identity in deputies - known]


def _may_take(one: Addressee, step: str, plan: Plan, records: list[StepRecord]) -> bool:
    """Whether this plan waits for the person too. A few queries, for each who wants mail about the step."""
    try:
        Powers(account_of(Identity.objects.get(pk=one.identity))).check(step, plan, records)
    except NotYours:
        return False
    return True


def _to_proposer(plan: Plan, kind: str, key: str, subject: str) -> int:
    who = getattr(plan.proposed_by, "identity_uuid", None)
    to = [one for one in addressees([*MemberRole]) if one.identity == who] if who else []
    return _send(plan, to, kind, key, subject)


def _may_have(one: Addressee) -> bool:
    """Who wants one mail a week gets no more of these either."""
    year, week, _day = timezone.localdate().isocalendar()
    return one.rhythm != MailRhythm.WEEKLY or once(WEEK, f"{one.identity} {year}-W{week:02d}")


def _send(plan: Plan, to: list[Addressee], kind: str, key: str, subject: str, step: str = "") -> int:
    if not to or not once(kind, f"{plan.pk} {key}"):
        return 0
    wanted = sorted({one.email for one in to if _may_have(one)})
    if not wanted:
        return 0
    item = items_in_force().filter(code=plan.item_code).first()
    words = {"item": _named(item, plan), "step": StepKind(step).label if step else ""}
    root = Site.objects.get(is_default_site=True).root_url
    address = root + reverse("procedure:plan", args=[plan.pk])
    text = _now("%(site)s：\n\n%(what)s。\n\n请到这里看：%(url)s\n")
    subject = subject % words
    send_mail(subject, text % {"site": current().title, "what": subject, "url": address}, None, wanted)
    return len(wanted)


def _named(item: FiledItem | None, plan: Plan) -> str:
    """The item, never the title of the content: a mail is no place for it."""
    return item.title if item else plan.item_code
