"""What publishing, withdrawing and confirming mean for what is owed. Publication calls these in its own transaction."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.obligations.actions.nil import give_way
from cms.obligations.models import Evidence, Obligation
from cms.obligations.projection import recompute
from cms.obligations.signals import gathering
from cms.obligations.states import DutyKind, Refused
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind


def fulfil(*, item_code: str, period_key: str, entry: uuid.UUID, on: dt.date) -> bool:
    """A version of an entry became public on a day, for an item and perhaps a period of it.

    Returns whether anything that is owed changed by it. On the day it was withdrawn it was never away.
    """
    with transaction.atomic():
        # What was published before there was evidence comes first: its day is the one that counts.
        gathering.send(sender=Obligation, codes=[item_code])
        came_back = Evidence.objects.filter(
            entry_uuid=entry, item_code=item_code, period_key=period_key, until=on
        ).update(until=None)
        if not came_back:
            testify(item_code=item_code, period_key=period_key, entry=entry, on=on)
        give_way(item_code=item_code, period_key=period_key, on=on)
        return bool(recompute(codes=[item_code]))


def testify(
    *, item_code: str, period_key: str, entry: uuid.UUID | None, on: dt.date, until: dt.date | None = None
) -> None:
    """Keep the fact that something was public, without asking yet what follows. Twice is once."""
    Evidence.objects.bulk_create(
        [Evidence(item_code=item_code, period_key=period_key, entry_uuid=entry, on=on, until=until)],
        ignore_conflicts=True,
    )


def reopen(*, entry: uuid.UUID, on: dt.date | None = None) -> int:
    """An entry left public sight, or answers for something else: what it answered may be owed again.

    Returns for how many items and periods it had been evidence.
    """
    with transaction.atomic():
        gathering.send(sender=Obligation, codes=None)
        rows = Evidence.objects.filter(entry_uuid=entry)
        answered = {(row.item_code, row.period_key): row.until is None for row in rows}
        rows.filter(until=None).update(until=on or timezone.localdate())
        recompute(codes={code for code, _key in answered})
    return sum(answered.values())


def confirm(*, obligation: Obligation, by: uuid.UUID, by_name: str = "") -> None:
    """年度确认: what is public of a standing item is still right, nothing has changed. Raises Refused."""
    if obligation.kind != DutyKind.YEARLY:
        raise Refused(_("只有长期公开事项的年度确认可以这样办理"))
    today = timezone.localdate()
    if not obligation.is_open or obligation.void:
        raise Refused(_("这一项已经办结"))
    if not Evidence.objects.filter(
        item_code=obligation.item_code, until=None, entry_uuid__isnull=False
    ).exists():
        raise Refused(_("这一事项还没有公开过内容，无从确认，请先公开"))
    if str(today.year) < obligation.period_key:
        raise Refused(_("还没有到%(year)s年") % {"year": obligation.period_key})
    with transaction.atomic():
        testify(item_code=obligation.item_code, period_key=obligation.period_key, entry=None, on=today)
        recompute(codes=[obligation.item_code])
        record(
            kind=AuditKind.DUTY_CONFIRMED,
            subject=f"{obligation.item_code} {obligation.period_label}",
            actor=by,
            actor_name=by_name,
        )
