"""Standards as the engine reads them: the common part of a period, and what the lines have added to it."""

from __future__ import annotations

from django.db.models import Q

from cms.extension import Unit, placement
from plugins.evaluation.engine.scheme import Indicator
from plugins.evaluation.engine.scheme import Scheme as Standard
from plugins.evaluation.ledger.models import FeaturePart, Period
from plugins.evaluation.states import SchemeState


def standard_of(period: Period, *, using: str = "default") -> Standard:
    """The standard of a period, whole: the common part with the newest published part of each line for it. One query."""
    rows = FeaturePart.objects.using(using).filter(
        Q(period=period) | Q(period=None), state=SchemeState.PUBLISHED
    )
    newest = {row.line_code: row.data for row in rows.order_by("published_at", "pk")}
    standard = Standard.read(period.scheme.data)
    return standard.with_features(newest.values()) if newest else standard


def indicators_in(standard: Standard, line: str | None = None) -> list[Indicator]:
    """What is measured in a line; without one, everywhere. Codes of features begin with their line."""
    lines = standard.features if line is None else [line]
    return [*standard.indicators, *(one for each in lines for one in standard.features.get(each, ()))]


def judged_in(standard: Standard, line: str | None = None) -> dict[str, str]:
    """Code → title of what people judge."""
    return {one.code: one.title for one in indicators_in(standard, line) if one.formula == "judged"}


def line_of(unit: Unit) -> str:
    """Code of the unit's line today, "" without one. Two queries."""
    line = placement(unit).line
    return line.code if line else ""
