"""The units of the simulated district and the catalog that each starts from. From data files: no database, no clock."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from cms.catalog.importing import read_catalog
from cms.catalog.kinds import template_of
from cms.catalog.rows import CatalogRow
from cms.catalog.templates import for_kind
from cms.catalog.vocabulary import DisclosureScope, ItemForm
from cms.demo.forms import FORMS
from cms.demo.prose.district import DATA
from cms.filing.rules import Addressee, declared
from cms.registry.workbook import read_district

CHOSEN = Path(__file__).with_name("data") / "catalogs.toml"
PLAN_ITEM = "QW-01"
"""The item of the office that the implementation plan itself is the entry of."""


@dataclass(frozen=True)
class Party:
    """One unit, as far as the year needs to know it. `items` is empty for a unit that files no catalog."""

    slug: str
    name: str
    kind: str
    line: str = ""
    superior_name: str = ""
    portal_url: str = ""
    order: int = 0
    items: tuple[CatalogRow, ...] = ()
    document: str = ""
    """Name of the catalog in data/catalogs, where the unit sent one; otherwise it starts from the template of its kind."""

    @property
    def public_items(self) -> tuple[CatalogRow, ...]:
        return tuple(item for item in self.items if item.scope == DisclosureScope.SOCIETY)

    def item(self, code: str) -> CatalogRow:
        return next(item for item in self.items if item.code == code)


@cache
def _chosen() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(CHOSEN.read_text(encoding="utf-8"))


def starting_rows(kind: str) -> tuple[CatalogRow, ...]:
    """The items that a kind of unit keeps of its template, with the form that the demonstration gives them."""
    name = template_of(kind)
    codes, forms = _chosen()["codes"][name], _chosen().get("forms", {}).get(name, {})
    rows = {row.code: row for row in for_kind(kind)}
    return tuple(
        replace(rows[code], form=ItemForm(forms.get(code, rows[code].form or "GENERAL"))) for code in codes
    )


def _from_document(name: str) -> tuple[CatalogRow, ...]:
    forms = FORMS.get(name, {})
    items = read_catalog(DATA / "catalogs" / f"{name}.xlsx").items
    return tuple(replace(item, form=forms.get(item.code) or item.form or ItemForm.GENERAL) for item in items)


def catalog_of(slug: str, kind: str) -> tuple[tuple[CatalogRow, ...], str]:
    """(items, name of the document) of a unit: the document it sent, else what its kind starts from, else nothing."""
    if declared()["addressee"].value.get(kind) == Addressee.NOBODY:
        return (), ""
    if (DATA / "catalogs" / f"{slug}.xlsx").exists():
        return _from_document(slug), slug
    return starting_rows(kind), ""


@cache
def parties() -> Sequence[Party]:
    """Every unit of the demonstration's workbook, in its order."""
    district, _problems = read_district(DATA / "district.xlsx")
    found = []
    for row in district.units:
        items, document = catalog_of(row.slug, str(row.kind))
        found.append(
            Party(
                row.slug, row.name, str(row.kind), row.line_name, row.superior_name, row.portal_url,
                row.order, items, document,
            )
        )  # fmt: skip
    return tuple(found)
