"""本期无此事项: proposed by one person, approved by another, with a reason that the public reads."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.obligations.models import NilDeclaration, Obligation
from cms.obligations.projection import recompute
from cms.obligations.schedule import parse_period
from cms.obligations.states import NilState, Refused, after
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind

OPEN = (NilState.PROPOSED, NilState.APPROVED)


def propose_nil(*, obligation: Obligation, reason: str, by: uuid.UUID, by_name: str = "") -> NilDeclaration:
    """Say that a period had nothing to disclose. Nothing follows until another person approves it. Raises Refused."""
    reason = " ".join(reason.split())
    _refuse_unless_fit(obligation, reason)
    with transaction.atomic():
        row, fresh = NilDeclaration.objects.get_or_create(
            item_code=obligation.item_code,
            period_key=obligation.period_key,
            state__in=OPEN,
            defaults={
                "unit_id": obligation.unit_id,
                "item_title": obligation.item_title,
                "period_label": obligation.period_label,
                "reason": reason,
                "proposed_by": by,
                "state": NilState.PROPOSED,
            },
        )
        if not fresh:
            raise Refused(_("这一期已经有人申报，正等待审定或已经审定"))
        _log(AuditKind.NIL_PROPOSED, row, by, by_name)
    return row


def _refuse_unless_fit(obligation: Obligation, reason: str) -> None:
    period = parse_period(obligation.period_key)
    if period is None or period.end is None:
        raise Refused(_("只有定期公开的事项可以申报本期无此事项"))
    if obligation.void or not obligation.is_open:
        raise Refused(_("这一期已经办结，不用申报"))
    if period.end >= timezone.localdate():
        raise Refused(_("%(label)s还没有结束，期末之后才能申报") % {"label": period.label})
    if not reason:
        raise Refused(_("请写明理由，理由会公开"))


def approve_nil(*, declaration: NilDeclaration, by: uuid.UUID, by_name: str = "", note: str = "") -> None:
    """The leader agrees: the period counts as answered. Not by the one who proposed it. Raises Refused."""
    with transaction.atomic():
        row = _locked(declaration)
        if row.proposed_by == by:
            raise Refused(_("申报人不能审定自己的申报，请由另一位负责人审定"))
        _decide(row, "approve", by, note)
        NilDeclaration.objects.filter(pk=row.pk).update(approved=True)
        recompute(codes=[row.item_code])
        _log(AuditKind.NIL_APPROVED, row, by, by_name)


def refuse_nil(*, declaration: NilDeclaration, by: uuid.UUID, by_name: str = "", note: str = "") -> None:
    """The leader does not agree, and says why. Raises Refused."""
    if not note.strip():
        raise Refused(_("请写明不同意的理由"))
    with transaction.atomic():
        row = _locked(declaration)
        _decide(row, "refuse", by, note)
        _log(AuditKind.NIL_REFUSED, row, by, by_name)


def withdraw_nil(*, declaration: NilDeclaration, by: uuid.UUID, by_name: str = "") -> None:
    """It was not so after all: the period is owed again. Raises Refused."""
    with transaction.atomic():
        row = _locked(declaration)
        _end(row, timezone.localdate())
        recompute(codes=[row.item_code])
        _log(AuditKind.NIL_WITHDRAWN, row, by, by_name)


def give_way(*, item_code: str, period_key: str, on: dt.date) -> None:
    """An entry came for a period: what was declared of it no longer stands."""
    if period_key:
        for row in NilDeclaration.objects.filter(item_code=item_code, period_key=period_key, state__in=OPEN):
            _end(row, on)


def _locked(declaration: NilDeclaration) -> NilDeclaration:
    """As it is now, held until the transaction ends."""
    return NilDeclaration.objects.select_for_update().get(pk=declaration.pk)


def _decide(row: NilDeclaration, verb: str, by: uuid.UUID, note: str) -> None:
    row.state, row.decided_by, row.note = after(verb, row.state), by, note.strip()[:200]
    row.decided_on = timezone.localdate()
    row.save(update_fields=["state", "decided_by", "decided_on", "note"])


def _end(row: NilDeclaration, on: dt.date) -> None:
    row.state, row.ended_on = after("withdraw", row.state), on
    row.save(update_fields=["state", "ended_on"])


def _log(kind: AuditKind, row: NilDeclaration, by: uuid.UUID, by_name: str) -> None:
    record(
        kind=kind,
        subject=f"{row.item_code} {row.period_label}",
        actor=by,
        actor_name=by_name,
        detail={"reason": row.reason, "note": row.note},
    )
