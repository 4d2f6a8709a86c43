"""公开凭证: that an item which is not for society was disclosed to those it is for. When, how, to how many; never what."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.catalog.vocabulary import DisclosureScope
from cms.filing.actor import Actor, own_unit
from cms.filing.models import FiledItem
from cms.filing.queries import items_in_force
from cms.publication.models import DisclosureProof
from cms.publication.states import Refused
from cms.publication.wording import long_numbers
from tenants.audit.actions import record as audit
from tenants.audit.kinds import AuditKind

MOST_PEOPLE = 100_000
LONGEST = {"channel": 40, "meeting": 60, "approved_by": 60, "period_label": 40}


def items_to_prove():
    """Items of the bound unit's registered catalog that are not for society, in its order."""
    return items_in_force().exclude(scope=DisclosureScope.SOCIETY).order_by("order")


def record_proof(
    *,
    item_code: str,
    on: dt.date,
    channel: str,
    head_count: int,
    approved_by: str,
    by: Any,
    meeting: str = "",
    period_label: str = "",
) -> DisclosureProof:
    """Keep that an item was disclosed. Raises Refused with everything that is wrong."""
    said = {"channel": channel, "meeting": meeting, "approved_by": approved_by, "period_label": period_label}
    said = {name: " ".join(text.split()) for name, text in said.items()}
    item = items_to_prove().filter(code=item_code).first()
    wrong = _wrong(item, on, head_count, said)
    if wrong or item is None:
        raise Refused("；".join(wrong))
    actor, unit = Actor.of(by), own_unit()
    with transaction.atomic():
        row = DisclosureProof.objects.create(
            unit=unit, item_code=item.code, scope=item.scope, on=on, head_count=head_count, **said,
            by=actor.identity, by_name=actor.name, at=timezone.now(),
        )  # fmt: skip
        _note(AuditKind.PROOF_RECORDED, row, actor)
    return row


def _wrong(item: FiledItem | None, on: dt.date, head_count: int, said: dict[str, str]) -> list[str]:
    found = []
    if item is None:
        found.append(_("登记的目录里没有这个不向社会公开的事项"))
    if on > timezone.localdate():
        found.append(_("公开日期还没有到"))
    if not 0 < head_count <= MOST_PEOPLE:
        found.append(_("人数请填 1 到 %(most)s") % {"most": MOST_PEOPLE})
    if not said["channel"] or not said["approved_by"]:
        found.append(_("公开方式和批准人都要写"))
    if any(len(said[name]) > most for name, most in LONGEST.items()):
        found.append(_("只写名称，不写内容：请缩短"))
    if long_numbers(*said.values()):
        found.append(_("凭证里不写号码和内容：请去掉长串数字"))
    return found


def cancel_proof(proof: DisclosureProof, *, by: Any) -> DisclosureProof:
    """Strike a proof out that was a mistake. It stays, with who struck it. Raises Refused."""
    with transaction.atomic():
        row = DisclosureProof.objects.select_for_update().get(pk=proof.pk)
        if row.cancelled_at:
            raise Refused(_("%(name)s 已经撤销了这条凭证") % {"name": row.cancelled_by_name})
        actor = Actor.of(by)
        row.cancelled_at, row.cancelled_by_name = timezone.now(), actor.name
        row.save(update_fields=["cancelled_at", "cancelled_by_name"])
        _note(AuditKind.PROOF_CANCELLED, row, actor)
    return row


def _note(kind: AuditKind, row: DisclosureProof, actor: Actor) -> None:
    audit(
        kind=kind,
        subject=f"{row.item_code} {row.on}",
        actor=actor.identity,
        actor_name=actor.name,
        detail={"proof": str(row.pk), "channel": row.channel, "head_count": row.head_count},
    )
