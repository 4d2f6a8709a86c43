"""Which items of the demonstration's catalogs have a form, and so fields of their own. The rest are general."""

from __future__ import annotations

from dataclasses import replace

from cms.catalog.importing import CatalogDocument
from cms.catalog.vocabulary import ItemForm

FORMS = {
    "central": {"QW-01": ItemForm.INTERPRET, "QW-08": ItemForm.FEATURE},
    "chengguan": {
        "ZJ-02": ItemForm.PROFILE,
        "ZJ-14": ItemForm.DECISION,
        "ZJ-17": ItemForm.NOTICE,
        "ZJ-18": ItemForm.PERSONNEL,
        "ZJ-29": ItemForm.LIST,
    },
    "village01": {
        "CS-01": ItemForm.PROFILE,
        "CS-07": ItemForm.DECISION,
        "CS-10": ItemForm.FIGURES,
        "CS-14": ItemForm.PROGRESS,
    },
}
"""Catalog → code → form. The documents themselves are as the office sent them, and have no such column."""


def with_forms(document: CatalogDocument, catalog: str) -> CatalogDocument:
    forms = FORMS.get(catalog, {})
    items = [replace(item, form=forms.get(item.code, item.form)) for item in document.items]
    return replace(document, items=items)
