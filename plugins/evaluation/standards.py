"""Standards as the engine reads them: the common part of a period, and what the lines have added to it."""

from __future__ import annotations

from plugins.evaluation.engine.scheme import Scheme as Standard
from plugins.evaluation.ledger.models import FeaturePart, Period
from plugins.evaluation.states import SchemeState


def standard_of(period: Period, *, using: str = "default") -> Standard:
    """The standard of a period, whole: the common part with the newest published part of each line. One query."""
    rows = FeaturePart.objects.using(using).filter(state=SchemeState.PUBLISHED).order_by("published_at", "pk")
    newest = {row.line_code: row.data for row in rows}
    standard = Standard.read(period.scheme.data)
    return standard.with_features(newest.values()) if newest else standard
