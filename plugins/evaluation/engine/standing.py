"""Who stands where inside a line. Units that cannot be told apart share a place; lines are never compared."""

from bisect import bisect_right
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from plugins.evaluation.engine.exact import number
from plugins.evaluation.engine.scoring import Score

PLACED = ("unit", "line", "total", "interval", "vetoed")
"""What of a score says where its unit stands."""


def standing(scores: Iterable[Score]) -> list[dict[str, Any]]:
    """For each line, in the order of their codes: {line, places: [{place, units}], without: [...]}.

    A unit's place is one more than the number of units of its line that are surely above it: whose lower bound lies over
    its upper one. Within a place units stand by slug, for no other order is known. `without`: units without a total, and
    those under a veto, which have no place. Units without a line are in none.
    """
    lines: dict[str, list[Score]] = {}
    for score in scores:
        if score["line"]:
            lines.setdefault(score["line"], []).append(score)
    return [_line(code, lines[code]) for code in sorted(lines)]


def _line(code: str, scores: list[Score]) -> dict[str, Any]:
    ranked = [score for score in scores if score["total"] is not None and not score["vetoed"]]
    bounds = {score["unit"]: bounds_of(score) for score in ranked}
    lows = sorted(low for low, _high in bounds.values())
    places: dict[int, list[str]] = {}
    for unit, (_low, high) in sorted(bounds.items()):
        places.setdefault(1 + len(lows) - bisect_right(lows, high), []).append(unit)
    return {
        "line": code,
        "places": [{"place": place, "units": places[place]} for place in sorted(places)],
        "without": sorted(score["unit"] for score in scores if score["unit"] not in bounds),
    }


def bounds_of(score: Score) -> tuple[Fraction, Fraction]:
    """The interval of a total, or the total itself twice."""
    low, high = score["interval"] or (score["total"], score["total"])
    return number(low), number(high)
