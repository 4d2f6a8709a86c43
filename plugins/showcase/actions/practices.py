"""Practices of the showcase: drafted out of what the line wrote, edited, shown, taken down. The office's."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import By, Unit, are_public_telephones
from plugins.showcase.actions.campaigns import author, noted, office_only
from plugins.showcase.kits import digest_of
from plugins.showcase.ledger.models import Campaign, Gate, Notice, Objection, Practice, Selection
from plugins.showcase.personal import names_somebody
from plugins.showcase.standing import figures_since
from plugins.showcase.states import Refused, Stage, against, refuse

EDITABLE = (
    "title", "summary", "story", "replicable", "limits", "aspects", "before", "after", "photos", "documents", "office",
    "telephone", "kit",
)  # fmt: skip
NEEDED = ("title", "story", "replicable", "limits", "office", "telephone")
TEXTS = ("title", "summary", "story", "replicable", "limits", "office")


def prepare(selection: uuid.UUID, *, by: By) -> Practice:
    """A draft out of the nomination, with the figures of the gate and of today. Asked again: the same. Raises Refused."""
    office_only()
    with transaction.atomic():
        row = (
            Selection.objects.filter(pk=selection, revoked_at=None)
            .select_related("campaign", "nomination", "unit", "line")
            .first()
        )
        if row is None:
            raise Refused(_("没有这家入选单位，或者已经取消"))
        already = Practice.objects.filter(selection=row).first()
        if already:
            return already
        refuse(against("write_practice", stage=row.campaign.stage))
        made = Practice.objects.create(**_drafted(row), **author(by))
        noted("prepare", made.title, by, practice=str(made.pk))
    return made


def _drafted(row: Selection) -> dict[str, Any]:
    told, unit = row.nomination, row.unit
    gate = Gate.objects.filter(nomination=told).first()
    before = (gate and gate.figures) or told.figures or {}
    return {
        "campaign": row.campaign, "selection": row, "unit": unit, "line": row.line, "kind": unit.kind,
        "year": row.campaign.year, "slug": f"{row.campaign.code}-{unit.slug}"[:60],
        "title": _headline(told.highlights, unit), "story": told.highlights, "replicable": told.replicable,
        "limits": told.limits, "before": before, "after": figures_since(unit, before),
        "office": _("%(unit)s办公室") % {"unit": unit.name},
    }  # fmt: skip


def _headline(text: str, unit: Unit) -> str:
    """The first line of what is special, if it is short enough to be one."""
    first = text.strip().split("\n", 1)[0].rstrip("。；;")
    return first if 0 < len(first) <= 40 else _("%(unit)s的做法") % {"unit": unit.name}


def edit(practice: uuid.UUID, *, by: By, **values: Any) -> Practice:
    """Change a draft. Of one that is shown it makes the next version, at once, and whole. Raises Refused."""
    office_only()
    with transaction.atomic():
        row = _held(practice)
        unknown = sorted(set(values) - set(EDITABLE))
        if unknown:
            raise Refused(_("没有这样的内容：%(names)s") % {"names": "、".join(unknown)})
        refuse(against("write_practice", stage=row.campaign.stage))
        for name, value in values.items():
            setattr(row, name, value.strip() if isinstance(value, str) else value)
        row.kit_digest = digest_of(row.kit) if row.kit else ""
        refuse(_wrong(row) if row.shown_at is None else [*_wrong(row), *_lacking(row)])
        if row.shown_at is not None:
            row.version, row.shown_at = row.version + 1, timezone.now()
        row.save()
        noted("edit", row.title, by, practice=str(row.pk), version=row.version, parts=sorted(values))
    return row


def show(practice: uuid.UUID, *, by: By) -> Practice:
    """上线展示. Raises Refused with everything that stands against it."""
    office_only()
    with transaction.atomic():
        row = _held(practice)
        reasons = [*_not_yet(row.campaign), *_wrong(row), *_lacking(row)]
        if row.shown_at is not None:
            reasons.append(_("已经上线"))
        if row.selection.revoked_at is not None:
            reasons.append(_("入选已经取消"))
        refuse(reasons)
        # Only who was shown before gets a new number: what others adopted names the version.
        row.version += 1 if row.taken_down_why else 0
        row.shown_at, row.taken_down_why = timezone.now(), ""
        row.save()
        noted("show", row.title, by, practice=str(row.pk), version=row.version, kit=row.kit_digest)
    return row


def take_down(practice: uuid.UUID, *, reason: str, by: By) -> Practice:
    """From the showcase, with a reason that stays inside. Raises Refused."""
    office_only()
    with transaction.atomic():
        row = _held(practice)
        reasons = [] if row.shown_at else [_("没有上线")]
        if not reason.strip():
            reasons.append(_("请写撤下的理由"))
        refuse(reasons)
        row.shown_at, row.taken_down_why = None, reason.strip()[:300]
        row.save(update_fields=["shown_at", "taken_down_why"])
        noted("take_down", row.title, by, practice=str(row.pk), reason=row.taken_down_why)
    return row


def _held(practice: uuid.UUID) -> Practice:
    row = (
        Practice.objects.select_for_update(of=("self",))
        .select_related("campaign", "selection")
        .filter(pk=practice)
        .first()
    )
    if row is None:
        raise Refused(_("没有这个案例"))
    return row


def _not_yet(campaign: Campaign) -> list[str]:
    """Why nothing of a campaign may be shown yet."""
    found = against("show", stage=campaign.stage)
    ends = (
        Notice.objects.filter(campaign=campaign).order_by("-number").values_list("ends_on", flat=True).first()
    )
    if ends is None:
        found.append(_("还没有公示"))
    elif ends >= timezone.localdate() and campaign.stage != Stage.SHOWN:
        found.append(_("公示到 %(day)s 才满") % {"day": ends.isoformat()})
    unanswered = Objection.objects.filter(campaign=campaign, answered_at=None).count()
    if unanswered:
        found.append(_("还有 %(count)s 件异议没有答复") % {"count": unanswered})
    return found


def _lacking(row: Practice) -> list[str]:
    label = {name: Practice._meta.get_field(name).verbose_name for name in NEEDED}
    found = [_("请写%(what)s") % {"what": label[name]} for name in NEEDED if not getattr(row, name).strip()]
    return found if row.aspects else [*found, _("请选所属方面")]


def _wrong(row: Practice) -> list[str]:
    """What must not stand in a practice, shown or not."""
    found = []
    if names_somebody(*(getattr(row, name) for name in (*TEXTS, "telephone"))):
        found.append(_("不要写个人的手机号码、身份证号码、银行卡号；联系电话请填办公电话"))
    elif not are_public_telephones(row.telephone):
        found.append(_("联系电话请填带区号的办公电话，例如 0571-12345678，几个号码用顿号隔开"))
    if not set(row.aspects) <= set(range(1, 7)):
        found.append(_("所属方面从 1 到 6"))
    if any(not str(one.get("alt", "")).strip() for one in row.photos):
        found.append(_("每张照片都要有文字说明"))
    if any(urlsplit(str(one.get("url", ""))).scheme not in ("", "http", "https") for one in row.documents):
        found.append(_("附件的网址以 https:// 开头"))
    return found
