"""By what leads are compared as organisers: four figures of the campaign, stated with the award."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from plugins.showcase.ledger.models import Campaign, Gate, Nomination, PreVisit, Seal, Selection
from plugins.showcase.queries import lines_of
from plugins.showcase.states import NominationState


def measures_of(campaign: Campaign) -> dict[int, list[dict[str, Any]]]:
    """Line → [{"key", "title", "value"}], values as exact text. A constant number of queries."""
    handed = Nomination.objects.filter(campaign=campaign, state=NominationState.SUBMITTED)
    nominated = Counter(handed.values_list("line_id", flat=True))
    passed = Counter(Gate.objects.filter(campaign=campaign, passed=True).values_list("line_id", flat=True))
    selected = Counter(
        Selection.objects.filter(campaign=campaign, revoked_at=None).values_list("line_id", flat=True)
    )
    seals = Counter(Seal.objects.filter(campaign=campaign).values_list("unit_id", flat=True))
    photographed: Counter[int] = Counter()
    for line, photos in PreVisit.objects.filter(nomination__in=handed).values_list(
        "nomination__line_id", "photos"
    ):
        photographed[line] += bool(photos)
    return {
        one.line_id: [
            _one("selected", _("入选家数"), selected[one.line_id]),
            _one("passed", _("推选通过形式审查的比例"), _share(passed[one.line_id], nominated[one.line_id])),
            _one(
                "pre_visits",
                _("先行调研有照片佐证的比例"),
                _share(photographed[one.line_id], nominated[one.line_id]),
            ),
            _one("sheets", _("参加评估和调研的评分份数"), seals[one.lead_id]),
        ]
        for one in lines_of(campaign)
    }


def _one(key: str, title: str, value: object) -> dict[str, Any]:
    return {"key": key, "title": title, "value": str(value)}


def _share(part: int, whole: int) -> str:
    return str(Fraction(part, whole)) if whole else "0"
