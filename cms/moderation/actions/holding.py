"""暂缓公开: the office keeps back what a unit publishes, or an item, until a day; and lets go of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.moderation.models import Hold
from cms.registry.models import Unit
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind
from tenants.context import current

LONGEST_DAYS = 90
"""A hold is for a time: who wants more says so again."""


class CannotHold(ValueError):
    """The hold cannot be put or lifted; the text says all that is wrong."""

    for_people = True


def _wrong(unit: Unit | None, item_code: str, reason: str, until: dt.date | None) -> list[str]:
    today = timezone.localdate()
    found = []
    if unit is None and not item_code:
        found.append(_("请选定单位，或者填写事项编码"))
    if not reason:
        found.append(_("请写明理由"))
    if until is None:
        found.append(_("请填写到哪一天为止"))
    elif not today <= until <= today + dt.timedelta(days=LONGEST_DAYS):
        found.append(_("截止日期应在今天至 %(days)s 天以内") % {"days": LONGEST_DAYS})
    return found


def hold(
    *, by: Any, unit: Unit | None = None, item_code: str = "", reason: str, until: dt.date | None
) -> Hold:
    """Put a hold on a unit, on an item of every unit, or on an item of one. Runs at the centre. Raises CannotHold."""
    item_code, reason = item_code.strip(), reason.strip()
    wrong = _wrong(unit, item_code, reason, until)
    if wrong:
        raise CannotHold("；".join(wrong))
    with transaction.atomic():
        row = Hold.objects.create(
            unit=unit,
            item_code=item_code,
            reason=reason,
            until=until,
            by=by.identity_uuid,
            by_name=by.get_full_name(),
        )
        _record(AuditKind.HOLD_SET, row, by, reason)
    return row


def lift(row: Hold, *, by: Any, reason: str) -> Hold:
    """End a hold before its day. Runs at the centre; the units are told by `over`. Raises CannotHold."""
    if not reason.strip():
        raise CannotHold(_("请写明为什么解除"))
    with transaction.atomic():
        row.refresh_from_db(from_queryset=Hold.objects.select_for_update(of=("self",)))
        if not row.in_force:
            who = _("（%(who)s已解除）") % {"who": row.lifted_name} if row.lifted_at else ""
            raise CannotHold(_("这项暂缓公开已经结束%(who)s") % {"who": who})
        row.lifted_at, row.lifted_why = timezone.now(), reason.strip()
        row.lifted_by, row.lifted_name = by.identity_uuid, by.get_full_name()[:120]
        row.save(update_fields=["lifted_at", "lifted_why", "lifted_by", "lifted_name"])
        _record(AuditKind.HOLD_LIFTED, row, by, reason.strip())
    return row


def over() -> list[Hold]:
    """Holds that have ended, by the office or by time, and that the units were not told of. Runs at the centre."""
    rows = Hold.objects.filter(told_at=None).select_related("unit__tenant")
    return [row for row in rows if not row.in_force]


def _record(kind: AuditKind, row: Hold, by: Any, reason: str) -> None:
    current()
    record(
        kind=kind,
        subject=str(row),
        actor=by.identity_uuid,
        actor_name=by.get_full_name(),
        detail={"hold": str(row.pk), "until": str(row.until), "reason": reason},
    )
