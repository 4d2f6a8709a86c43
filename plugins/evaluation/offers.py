"""What other plugins may ask: how a unit stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from cms.extension import Unit, current
from plugins.evaluation.ledger.models import Score
from plugins.evaluation.queries import CENTRAL, live, period_of
from plugins.evaluation.states import ScoreKind

NEWEST = (ScoreKind.FINAL, ScoreKind.COUNTED, ScoreKind.LIVE)


def standing(*, unit_slug: str, period: str | None = None) -> dict[str, Any] | None:
    """The unit's last score, as the bound site may see it: numbers as text. None where there is none.

    {"period", "as_of", "kind", "total", "vetoed", "aspects", "indicators", "scheme"}.
    """
    found = _seen("default", unit_slug, period)
    if not found and not current().is_central:
        found = _seen("guide", unit_slug, period)  # a unit that the bound one leads or guides
    found.sort(key=lambda row: (row.period.since, row.as_of, -NEWEST.index(ScoreKind(row.kind))))
    if not found:
        return None
    last = found[-1]
    return {"period": last.period.code, "as_of": last.as_of.isoformat(), "kind": last.kind, **last.body}


def _seen(using: str, slug: str, period: str | None) -> list[Score]:
    rows = Score.objects.using(using).filter(unit__slug=slug).select_related("period")
    return list(rows.filter(period__code=period) if period else rows)


def standing_on(*, unit_slug: str, day: str) -> dict[str, Any] | None:
    """What the unit would have scored on a day (ISO), out of what was on record by then: the same shape. At the centre.

    Nothing is kept of it. None where the day lies in no period.
    """
    on = dt.date.fromisoformat(day)
    unit = Unit.objects.select_related("tenant").filter(slug=unit_slug).first()
    period = period_of(on)
    if unit is None or period is None or not current().is_central:
        return None
    found = live(unit, period, today=on, sources=CENTRAL)
    return {"period": period.code, "as_of": found.head["as_of"], "kind": ScoreKind.LIVE, **found.score}


OFFERS: dict[str, Callable[..., Any]] = {"standing": standing, "standing_on": standing_on}
