"""The one place where this plugin asks evaluation for a unit's figures. Nothing is known while nobody offers them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cms.extension import Unit, ask

OFFER = "evaluation.standing"


def figures_of(unit_slug: str, *, period: str | None = None) -> dict[str, Any] | None:
    """{"period", "as_of", "total", "vetoed", "aspects": [{"no", "title", "points", "of"}], "scheme"}, points in hundredths;
    None where evaluation is off, or has none."""
    found = ask(OFFER, unit_slug=unit_slug, period=period)
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
