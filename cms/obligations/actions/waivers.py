"""The office excuses a unit from one obligation. Runs in the unit's tenant, after the office's right was checked."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.obligations.models import Obligation, Waiver
from cms.obligations.projection import recompute
from cms.obligations.states import Refused
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind


def waive(*, obligation: uuid.UUID, reason: str, by: uuid.UUID, by_name: str = "") -> None:
    """Excuse the bound unit from an obligation (by its uuid), for a reason. Raises Refused."""
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("请写明免除的理由"))
    with transaction.atomic():
        row = _locked(obligation)
        if not row.is_open:
            raise Refused(_("这一项已经办结，不用免除"))
        Waiver.objects.create(item_code=row.item_code, period_key=row.period_key, reason=reason[:200])
        _follow(row, AuditKind.DUTY_WAIVED, by, by_name, reason)


def claim_again(*, obligation: uuid.UUID, reason: str, by: uuid.UUID, by_name: str = "") -> None:
    """The office takes a waiver back: the obligation is owed again. Raises Refused."""
    with transaction.atomic():
        row = _locked(obligation)
        ended = Waiver.objects.filter(
            item_code=row.item_code, period_key=row.period_key, ended_on=None
        ).update(ended_on=timezone.localdate())
        if not ended:
            raise Refused(_("这一项没有免除过"))
        _follow(row, AuditKind.WAIVER_ENDED, by, by_name, reason)


def _locked(key: uuid.UUID) -> Obligation:
    row = Obligation.objects.select_for_update().filter(pk=key).first()
    if row is None:
        raise Refused(_("这一项义务已经不在了，请刷新后再看"))
    return row


def _follow(row: Obligation, kind: AuditKind, by: uuid.UUID, by_name: str, reason: str) -> None:
    recompute(codes=[row.item_code])
    record(
        kind=kind,
        subject=f"{row.item_code} {row.period_label}",
        actor=by,
        actor_name=by_name,
        detail={"reason": reason},
    )
