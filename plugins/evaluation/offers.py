"""What other plugins may ask: how a unit stood."""

from __future__ import annotations

from typing import Any

from plugins.evaluation.ledger.models import Score
from plugins.evaluation.states import ScoreKind

NEWEST = (ScoreKind.FINAL, ScoreKind.COUNTED, ScoreKind.LIVE)


def standing(*, unit_slug: str, period: str | None = None) -> dict[str, Any] | None:
    """The unit's last score, as the bound site may see it: numbers as text. None where there is none.

    {"period", "as_of", "kind", "total", "vetoed", "aspects", "indicators", "scheme"}.
    """
    rows = Score.objects.filter(unit__slug=unit_slug).select_related("period")
    if period:
        rows = rows.filter(period__code=period)
    found = sorted(rows, key=lambda row: (row.period.since, row.as_of, -NEWEST.index(ScoreKind(row.kind))))
    if not found:
        return None
    last = found[-1]
    return {"period": last.period.code, "as_of": last.as_of.isoformat(), "kind": last.kind, **last.body}


OFFERS = {"standing": standing}
