"""What was counted, as readers choose from it: whichever engine counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from cms.search import units
from cms.search.contract import MOST_CHOICES, Asked, Choice, Facet


def choices(counted: Mapping[Facet, Counter], asked: Asked) -> dict[Facet, tuple[Choice, ...]]:
    """Of every facet. Units and lines are counted by units' primary keys. Two queries, which say what those are."""
    known = {*counted[Facet.UNIT], *counted[Facet.LINE]}
    named = {
        Facet.UNIT: _renamed(counted[Facet.UNIT], units.slugs(known)),
        Facet.LINE: _renamed(counted[Facet.LINE], units.lines(known)),
    }
    by = {**counted, **named}
    return {facet: _ordered(by[facet], asked.chosen.get(facet, ())) for facet in Facet}


def _renamed(counted: Counter, names: Mapping[int, str]) -> Counter:
    found: Counter = Counter()
    for key, count in counted.items():
        if key in names:
            found[names[key]] += count
    return found


def _ordered(counted: Counter, chosen: Collection[str]) -> tuple[Choice, ...]:
    """Most entries first; what was chosen is always there."""
    all_of_them = {str(value): count for value, count in counted.items()}
    ordered = sorted(all_of_them, key=lambda value: (-all_of_them[value], value))[:MOST_CHOICES]
    told = dict.fromkeys([*ordered, *chosen])
    return tuple(Choice(value, all_of_them.get(value, 0)) for value in told)
