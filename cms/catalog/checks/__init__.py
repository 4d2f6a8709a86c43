"""What is wrong with a catalog before it is filed, each finding with its reason and what would put it right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cms.catalog.checks.citations import Citation, Rule, citations, cited
from cms.catalog.checks.finding import LEVELS, Finding
from cms.catalog.checks.items import of_item
from cms.catalog.checks.together import together
from cms.catalog.item import ItemFields
from cms.catalog.rows import SAID, CatalogRow
from cms.registry.models import LegalBasis

__all__ = ["Citation", "Finding", "Rule", "citations", "findings", "library"]

Item = CatalogRow | ItemFields | Mapping[str, Any]


def findings(items: Iterable[Item], *, kind: str, library: Iterable[Rule] = ()) -> list[Finding]:
    """Everything found in a catalog of a kind of unit: errors first, then in the order of its items. Asks nothing of
    the database; the rules that may be cited are given. Items may be rows, working or filed items, or their values.
    """
    rows = [_row(item) for item in items]
    order = {row.code: place for place, row in reversed([*enumerate(rows)])}
    found = [
        *(one for row in rows for one in of_item(row)),
        *together(rows, kind),
        *cited(rows, library),
    ]
    return sorted(found, key=lambda one: (LEVELS.index(one.level), order.get(one.item, -1)))


def _row(item: Item) -> CatalogRow:
    if isinstance(item, CatalogRow):
        return item
    if isinstance(item, ItemFields):
        return item.as_row()
    return CatalogRow(**{name: item[name] for name in SAID})


def library() -> list[Rule]:
    """The rules that the district's library knows. One query."""
    return [
        Rule(basis.title, tuple(basis.aliases), basis.replaced_by.title if basis.replaced_by else "")
        for basis in LegalBasis.objects.select_related("replaced_by")
    ]
