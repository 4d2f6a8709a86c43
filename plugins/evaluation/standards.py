"""Standards as the engine reads them: the common part of a period, and what the lines have added to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from plugins.evaluation.engine.scheme import Scheme as Standard
from plugins.evaluation.ledger.models import FeaturePart, Period
from plugins.evaluation.states import SchemeState

DEFAULT = Path(__file__).parent / "engine" / "schemes" / "default.json"


def default() -> dict[str, Any]:
    """The scheme that comes with the product, to be published as it is or changed first."""
    data: dict[str, Any] = json.loads(DEFAULT.read_text("utf-8"))
    return data


def standard_of(period: Period, *, using: str = "default") -> Standard:
    """The standard of a period, whole: the common part with the newest published part of each line. One query."""
    rows = FeaturePart.objects.using(using).filter(state=SchemeState.PUBLISHED).order_by("published_at", "pk")
    newest = {row.line_code: row.data for row in rows}
    standard = Standard.read(period.scheme.data)
    return standard.with_features(newest.values()) if newest else standard
