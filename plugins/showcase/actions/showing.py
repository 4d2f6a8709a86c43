"""编写案例、上线展示: from the nomination's own words and evaluation's figures, so that nobody writes it twice."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.extension import By
from plugins.showcase.actions.campaigns import author, held, noted, office_only
from plugins.showcase.ledger.models import Practice, Selection
from plugins.showcase.standing import figures_of
from plugins.showcase.states import Refused, against, refuse

TEXTS = ("title", "summary", "story", "replicable", "limits", "telephone", "feature")
NEEDED = {
    "title": gettext_lazy("标题"),
    "summary": gettext_lazy("一句话说明"),
    "story": gettext_lazy("做法"),
    "replicable": gettext_lazy("可以照搬的"),
}


def write_practice(
    selection: uuid.UUID, *, by: By, aspects: list[int] | None = None, **texts: Any
) -> Practice:
    """The practice of a selected unit, as a draft. What is not given comes from its nomination. Raises Refused."""
    office_only()
    with transaction.atomic():
        row = _selection(selection)
        found = held(row.campaign_id)
        practice = Practice.objects.filter(selection=row).first()
        wrong = against("write_practice", stage=found.stage)
        if practice is not None and practice.shown_at is not None:
            wrong.append(_("已经上线，不能再改"))
        refuse(wrong)
        practice = practice or _new(row)
        for name, value in texts.items():
            if name not in TEXTS:
                raise TypeError(name)
            setattr(practice, name, value.strip())
        if aspects is not None:
            practice.aspects = sorted(set(aspects))
        practice.save()
        noted("write_practice", row.unit.name, by, practice=str(practice.pk))
    return practice


def _selection(key: uuid.UUID) -> Selection:
    rows = Selection.objects.select_related("campaign", "unit", "line", "nomination")
    found: Selection | None = rows.filter(pk=key, revoked_at=None).first()
    if found is None:
        raise Refused(_("它没有入选"))
    return found


def _new(row: Selection) -> Practice:
    nomination, campaign = row.nomination, row.campaign
    return Practice(
        campaign=campaign, selection=row, unit=row.unit, line=row.line, kind=nomination.category, year=campaign.year,
        slug=f"{campaign.year}-{row.unit.slug}", title=nomination.highlights.strip().splitlines()[0][:100],
        story=nomination.highlights, replicable=nomination.replicable, limits=nomination.limits,
        before=nomination.figures, aspects=[one["no"] for one in campaign.aspects],
    )  # fmt: skip


def show(practice: uuid.UUID, *, by: By) -> Practice:
    """上线展示: with its figures of the day beside those of the nomination. Raises Refused with everything missing."""
    office_only()
    with transaction.atomic():
        row = (
            Practice.objects.select_related("unit")
            .select_for_update(of=("self",))
            .filter(pk=practice)
            .first()
        )
        if row is None:
            raise Refused(_("还没有编写案例"))
        wrong = against("show", stage=held(row.campaign_id).stage)
        wrong += [
            _("请写%(what)s") % {"what": label} for name, label in NEEDED.items() if not getattr(row, name)
        ]
        if row.shown_at is not None:
            wrong.append(_("已经上线"))
        refuse(wrong)
        row.after, row.shown_at = figures_of(row.unit.slug) or {}, timezone.now()
        for name, value in author(by).items():
            setattr(row, name, value)
        row.save()
        noted("show", row.title, by, practice=str(row.pk))
    return row
