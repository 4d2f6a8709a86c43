"""The one place where this plugin asks evaluation for a unit's figures. Nothing is known while nobody offers them."""

from __future__ import annotations

from typing import Any

from cms import extension

OFFER = "evaluation.standing"


def figures_of(unit_slug: str, *, period: str | None = None) -> dict[str, Any] | None:
    """{"period", "total", "vetoed", "aspects": [{"no", "title", "points", "of"}], "indicators": […]}, numbers as text;
    None where evaluation is off, or has none."""
    ask = getattr(extension, "ask", None)
    found = ask(OFFER, unit_slug=unit_slug, period=period) if ask else None
    return dict(found) if found else None
