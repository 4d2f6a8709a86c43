"""What was found, and each facet counted with the choices of the others."""

from __future__ import annotations

from collections.abc import Mapping

from cms.search.choices import choices
from cms.search.contract import Asked, Choice, Facet
from cms.search.postgres.narrowing import Narrowed
from cms.search.postgres.statement import Answer, answer

COLUMNS = {
    Facet.UNIT: "unit_id",
    Facet.LINE: "unit_id",
    Facet.ITEM: "item",
    Facet.FORM: "form",
    Facet.YEAR: "year",
}


def counted(asked: Asked, narrowed: Narrowed) -> tuple[Answer, Mapping[Facet, tuple[Choice, ...]]]:
    """One answer, and one without its own choice for each facet that was chosen. Two queries say which units and lines
    those are."""
    free = {COLUMNS[facet] for facet in Facet if facet not in narrowed.chosen}
    found = answer(asked, narrowed, sorted(free) if asked.facets else ())
    if not asked.facets:
        return found, {}
    by = {facet: found.by[COLUMNS[facet]] for facet in Facet if facet not in narrowed.chosen}
    for facet in narrowed.chosen:
        column = COLUMNS[facet]
        by[facet] = answer(asked, narrowed, [column], without=facet, page=False).by[column]
    return found, choices(by, asked)
