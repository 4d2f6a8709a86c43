"""A unit records what no calendar knows: a stage was completed, something happened, something changed."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.catalog.vocabulary import DisclosureScope, TimingKind
from cms.filing.models import FiledItem
from cms.filing.queries import items_in_force
from cms.obligations.models import Evidence, Occasion
from cms.obligations.projection import recompute, take_turn
from cms.obligations.states import DutyKind, Refused
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind

KIND_OF = {
    TimingKind.STANDING: DutyKind.CHANGE,
    TimingKind.PHASED: DutyKind.STAGE,
    TimingKind.IMMEDIATE: DutyKind.EVENT,
}
LONGEST = 40


def item_named(code: str) -> FiledItem:
    """The public item of the bound unit's registered catalog with a code. Raises Refused."""
    item = items_in_force().filter(code=code, scope=DisclosureScope.SOCIETY).first()
    if item is None:
        raise Refused(_("登记的公开目录里没有社会公开的事项“%(code)s”") % {"code": code})
    return item


def _key(code: str, day: dt.date) -> str:
    """The day, and a number from the second of that day on."""
    taken = Occasion.objects.filter(item_code=code, on=day).count()
    return f"{day.isoformat()}-{taken + 1}" if taken else day.isoformat()


def occur(
    *, item_code: str, label: str, on: dt.date, by: uuid.UUID | None = None, by_name: str = ""
) -> Occasion:
    """Record a stage, an event or a change of an item, by what kind its time limit is; it is due from that day.

    The procedure calls this when an immediate item was approved. Raises Refused.
    """
    label = " ".join(label.split())
    item, kind = _fit(item_code, label, on)
    with transaction.atomic():
        take_turn()
        row = Occasion.objects.create(
            item_code=item_code, kind=kind, key=_key(item_code, on), label=label, on=on
        )
        recompute(codes=[item_code])
        record(
            kind=AuditKind.OCCASION_RECORDED,
            subject=f"{item.code} {item.title}",
            actor=by,
            actor_name=by_name,
            detail={"on": on.isoformat(), "label": label, "kind": kind.value},
        )
    return row


def _fit(code: str, label: str, on: dt.date) -> tuple[FiledItem, DutyKind]:
    item = item_named(code)
    kind = KIND_OF.get(TimingKind(item.timing))
    if kind is None:
        raise Refused(_("定期公开的事项按期公开，不用记录"))
    if not label or len(label) > LONGEST:
        raise Refused(_("请用不超过 %(n)s 个字说明是什么阶段、事项或变更") % {"n": LONGEST})
    if on > timezone.localdate():
        raise Refused(_("日期 %(day)s 还没有到") % {"day": on})
    if item.filing.registered_on and on < item.filing.registered_on:
        text = _("日期早于目录登记日期 %(day)s，那时还不在目录里")
        raise Refused(text % {"day": item.filing.registered_on})
    return item, kind


def cancel(*, occasion: Occasion, by: uuid.UUID, by_name: str = "") -> None:
    """Take a record back that was a mistake. What was published for it stays, so then it cannot be. Raises Refused."""
    if occasion.cancelled_on:
        raise Refused(_("这条记录已经撤销"))
    answered = Evidence.objects.filter(item_code=occasion.item_code, period_key=occasion.key, until=None)
    if answered.exists():
        raise Refused(_("已经为它公开了内容，不能撤销"))
    with transaction.atomic():
        Occasion.objects.filter(pk=occasion.pk).update(cancelled_on=timezone.localdate())
        recompute(codes=[occasion.item_code])
        record(
            kind=AuditKind.OCCASION_CANCELLED,
            subject=f"{occasion.item_code} {occasion.label}",
            actor=by,
            actor_name=by_name,
        )
