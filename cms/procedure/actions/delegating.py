"""委托审批: whoever approves asks another person of the unit to do it in their place, for a time, and ends it again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.procedure.models import Delegation
from cms.procedure.rights import NotYours, holds
from cms.procedure.steps import StepKind
from tenants.accounts.models import User
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind
from tenants.identity.models import Membership

RIGHT = "procedure.delegate_approval"
MOST_DAYS = 90


class CannotDelegate(ValueError):
    """A delegation breaks a rule. The text says every one that it breaks."""

    for_people = True


def _wrong(giver: Any, taker: Any, since: dt.date, until: dt.date, reason: str) -> list[str]:
    found = []
    if taker is None or not Membership.objects.valid().filter(identity_id=taker.identity_uuid).exists():
        found.append(_("请选一位在本单位任职的人"))
    elif taker.pk == giver.pk:
        found.append(_("不能委托给自己"))
    elif holds(taker, StepKind.APPROVE):
        found.append(_("%(name)s自己就有审批权限，不用委托") % {"name": taker.get_full_name()})
    if since < timezone.localdate():
        found.append(_("开始日期已经过去"))
    if until < since:
        found.append(_("截止日期要在开始日期之后"))
    elif (until - since).days >= MOST_DAYS:
        found.append(_("一次委托最多 %(n)s 天") % {"n": MOST_DAYS})
    if not reason.strip():
        found.append(_("请写明理由"))
    rows = Delegation.objects.filter(giver=giver, ended_at=None, since__lte=until, until__gte=since)
    if not found and rows.exists():
        found.append(_("这段时间已经有一份委托，请先结束它"))
    return found


def delegate(giver: Any, *, taker: Any, since: dt.date, until: dt.date, reason: str) -> Delegation:
    """Let another approve in one's place. Only who approves by role may: what was lent is not lent on.

    Raises NotYours, CannotDelegate with everything that is wrong.
    """
    if not giver.has_perm(RIGHT) or not holds(giver, StepKind.APPROVE):
        raise NotYours(_("您没有委托审批的权限"))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=giver.pk)  # two windows at once: one after the other
        wrong = _wrong(giver, taker, since, until, reason)
        if wrong:
            raise CannotDelegate("；".join(wrong))
        row = Delegation.objects.create(
            giver=giver, taker=taker, since=since, until=until, reason=reason.strip()[:200]
        )
        _write_down(AuditKind.DELEGATION_GIVEN, row, giver)
    return row


def end_delegation(row: Delegation, *, by: Any) -> None:
    """End it today, by who gave it or by another who could have. Ending it twice changes nothing. Raises NotYours."""
    if not by.has_perm(RIGHT):
        raise NotYours(_("您没有结束这份委托的权限"))
    with transaction.atomic():
        row = Delegation.objects.select_for_update().get(pk=row.pk)
        if row.ended_at is None:
            row.ended_at = timezone.now()
            row.save(update_fields=["ended_at"])
            _write_down(AuditKind.DELEGATION_ENDED, row, by)


def _write_down(kind: AuditKind, row: Delegation, by: Any) -> None:
    detail = {"since": str(row.since), "until": str(row.until), "reason": row.reason}
    detail |= {"giver": row.giver.get_full_name(), "taker": row.taker.get_full_name()}
    record(
        kind=kind,
        subject=f"{detail['giver']} → {detail['taker']}",
        actor=by.identity_uuid,
        actor_name=by.get_full_name(),
        detail=detail,
    )
