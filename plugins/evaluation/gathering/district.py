"""All evidence of some units: a fixed number of queries, whoever and however many they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from plugins.evaluation.gathering import catalogs, duties, judged, media, pages, papers, steps, units
from plugins.evaluation.gathering.asked import Asked, Row, Rows, Sources

PARTS: tuple[Callable[[Asked], Iterable[tuple[str, Row]]], ...] = (
    units.units,
    units.approval_routes,
    catalogs.filings,
    catalogs.items,
    duties.duties,
    duties.nils,
    pages.versions,
    pages.departures,
    pages.corrections,
    pages.notices,
    pages.checks,
    steps.steps,
    media.media,
    judged.vetoes,
    judged.grades,
    judged.awards,
    papers.documents,
    papers.judgements,
)
"""Each yields (schema, row)."""

__all__ = ["Asked", "Sources", "gather"]


def gather(asked: Asked) -> Rows:
    """Slug → rows as engine/evidence/ describes them, in an order that is the same each time."""
    found: Rows = {unit.slug: [] for unit in asked.units.values()}
    for part in PARTS:
        for schema, row in part(asked):
            found[asked.units[schema].slug].append(
                {"kind": row.pop("kind"), "unit": asked.units[schema].slug, **row}
            )
    return found
