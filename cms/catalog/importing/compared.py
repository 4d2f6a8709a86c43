"""Findings that need more than one item: codes given twice, titles that are nearly the same."""

from __future__ import annotations

from collections import defaultdict
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from cms.catalog.importing.headers import Layout
from cms.catalog.rows import CatalogRow
from cms.registry.spreadsheet import Problem

NEARLY_THE_SAME = 0.85
COMPARED = 20
"""A title is compared with so many before it in its section: more would take too long in a file made to."""


def nearly_the_same(one: str, other: str) -> bool:
    """Whether two titles differ in so little that one may be the other again."""
    if 2 * min(len(one), len(other)) < NEARLY_THE_SAME * (len(one) + len(other)):
        return False  # too different in length for the ratio below, which is costly
    return SequenceMatcher(None, one, other).ratio() >= NEARLY_THE_SAME


def _place(item: CatalogRow, other: CatalogRow) -> str:
    """Where another item stands, as seen from one: the row, and the table if it is not the same."""
    row = _("第%(row)s行") % {"row": other.row}
    return row if item.sheet == other.sheet else f"{other.sheet} {row}"


def compared(layouts: list[Layout], items: list[CatalogRow]) -> list[Problem]:
    """The findings, each at the later of two items."""
    by_sheet = {layout.grid.name: layout for layout in layouts}
    found: list[Problem] = []
    first: dict[str, CatalogRow] = {}
    sections: dict[str, list[CatalogRow]] = defaultdict(list)

    def note(level: str, item: CatalogRow, name: str, text: str) -> None:
        layout = by_sheet[item.sheet]
        found.append(layout.grid.problem(level, text, item.row, layout.column(name), name))

    for item in items:
        if item.code and first.setdefault(item.code, item) is not item:
            parts = {"code": item.code, "place": _place(item, first[item.code])}
            note("error", item, "code", _("编码“%(code)s”与%(place)s重复") % parts)
        for other in sections[item.section][-COMPARED:]:
            if item.title and nearly_the_same(item.title, other.title):
                parts = {"place": _place(item, other), "title": other.title}
                note("doubt", item, "title", _("与%(place)s“%(title)s”几乎相同") % parts)
        sections[item.section].append(item)
    return found
