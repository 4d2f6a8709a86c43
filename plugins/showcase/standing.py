"""The one place where this plugin asks evaluation for a unit's figures. Nothing is known while nobody offers them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cms.extension import Unit, ask

OFFER, ON_A_DAY = "evaluation.standing", "evaluation.standing_on"


def figures_of(unit_slug: str, *, period: str | None = None) -> dict[str, Any] | None:
    """{"period", "as_of", "total", "vetoed", "aspects": [{"no", "title", "points", "of"}], "scheme"}, points in hundredths;
    None where evaluation is off, or has none."""
    return _kept(ask(OFFER, unit_slug=unit_slug, period=period))


def figures_on(unit_slug: str, day: dt.date) -> dict[str, Any] | None:
    """The same, by what was on record on a day. On the central site."""
    return _kept(ask(ON_A_DAY, unit_slug=unit_slug, day=day.isoformat()))


def _kept(found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not found:
        return None
    aspects = [one | {name: hundredths(one[name]) for name in ("points", "of")} for one in found["aspects"]]
    kept = {name: found.get(name) for name in ("period", "as_of", "vetoed", "scheme")}
    total = found["total"]
    return kept | {"total": None if total is None else hundredths(total), "aspects": aspects}


def figures_since(unit: Unit, before: Mapping[str, Any]) -> dict[str, Any]:
    """The unit's figures of a later period than those; {} while there are none."""
    now = figures_of(unit.slug) or {}
    return now if now.get("period") != before.get("period") else {}


def hundredths(exact: str) -> str:
    """An exact number of the engine ("13/4") as people write it."""
    top, _slash, bottom = str(exact).partition("/")
    return str((Decimal(top) / Decimal(bottom or 1)).quantize(Decimal("0.01")))
