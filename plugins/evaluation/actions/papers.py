"""材料: a unit hands in, the office says whether it is what it is said to be."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import By, public_entries, write_down
from plugins.evaluation.ledger.models import Document, DocumentRuling
from plugins.evaluation.states import Mechanism, Refused


def hand_in(
    *, mechanism: str, title: str, dated: dt.date | None, entry: uuid.UUID | None, reference: str, by: By
) -> Document:
    """A document of the bound unit, handed in today. Raises Refused with every problem."""
    problems = []
    if mechanism not in Mechanism.values:
        problems.append(_("请选择是哪一项制度"))
    if not title.strip():
        problems.append(_("请写明材料名称"))
    if dated and dated > timezone.localdate():
        problems.append(_("落款日期还没有到"))
    if not entry and not reference.strip():
        problems.append(_("请选择已公开的内容，或者写明文号"))
    if entry and not public_entries(using="default").filter(uuid=entry).exists():
        problems.append(_("选择的内容不在本单位的公开栏目里，可能已经撤下"))
    if problems:
        raise Refused("；".join(problems))
    with transaction.atomic():
        row = Document.objects.create(
            mechanism=mechanism, title=title.strip(), dated=dated, entry=entry, reference=reference.strip(),
            by_name=by.name,
        )  # fmt: skip
        write_down("evaluation", "hand_in", subject=f"{row.get_mechanism_display()} {row}", by=by)
    return row


def rule(document: Document, *, accepted: bool, reason: str, by: By) -> DocumentRuling:
    """认可或不认可. Said again, the later word holds, and both stay. Raises Refused."""
    if not accepted and not reason.strip():
        raise Refused(_("不认可要写明理由，单位才知道怎么改"))
    with transaction.atomic():
        made = DocumentRuling.objects.create(
            schema_name=document.schema_name, document=document.pk, accepted=accepted, reason=reason.strip(),
            by_name=by.name,
        )  # fmt: skip
        detail = {"accepted": accepted, "unit": document.schema_name}
        write_down("evaluation", "rule_document", subject=document.title, by=by, detail=detail)
    return made
