"""What a unit's catalog can start from: a template for each kind of unit, as data (data/templates/)."""

from __future__ import annotations

from functools import cache

from cms.catalog.importing import read_catalog
from cms.catalog.importing.words import DATA
from cms.catalog.kinds import template_of
from cms.catalog.rows import CatalogRow


def for_kind(kind: str) -> list[CatalogRow]:
    """The items of the template for a kind of unit (UnitKind); of the general one where a kind has none of its own."""
    return [*_named(template_of(kind))]


@cache
def _named(name: str) -> tuple[CatalogRow, ...]:
    return tuple(read_catalog(DATA / "templates" / f"{name}.csv").items)
