"""What was understood of a document, for a terminal: the columns, then the items, each doubtful cell below its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from cms.catalog.importing import CatalogDocument
from cms.catalog.importing.understanding import (
    CellUnderstood,
    ColumnUnderstood,
    ItemUnderstood,
    understanding,
)
from cms.registry.spreadsheet.problem import WORDS

SHOWN = ("scope", "timing", "channels", "responsible", "approval_level")


def lines(document: CatalogDocument, *, every: bool) -> Iterator[str]:
    """The report line by line: of `every` item, or of those that something was found about."""
    if not (every or document.problems):
        return
    found = understanding(document)
    for sheet, columns in groupby(found.columns, key=lambda column: column.sheet):
        yield _("%(sheet)s 的列：%(columns)s") % {"sheet": sheet, "columns": "；".join(_columns([*columns]))}
    for item in found.items:
        if not every and item.level == "ok":
            continue
        yield _item(item)
        for cell in item.cells:
            yield from _cell(cell)


def _columns(columns: list[ColumnUnderstood]) -> Iterator[str]:
    """Columns beside each other that were taken for one field are told together."""
    for label, group in groupby(columns, key=lambda column: column.label):
        of_one = [*group]
        letters = "–".join(dict.fromkeys([of_one[0].column, of_one[-1].column]))
        headers = "、".join(column.header for column in of_one)
        taken = label or _("没有读取")
        yield f"{letters} {headers}" + ("" if headers == label else f" → {taken}")


def _item(item: ItemUnderstood) -> str:
    said = {cell.field: cell.understood for cell in item.cells}
    mark = "" if item.level == "ok" else f"[{WORDS[item.level]}]"
    parts = [item.code, item.title, *(said.get(name, "") for name in SHOWN), mark]
    return "  ".join(part.replace("\n", " ") for part in parts if part)


def _cell(cell: CellUnderstood) -> Iterator[str]:
    if cell.level == "ok":
        return
    text = cell.text.replace("\n", " ")
    understood = cell.understood or _("没有采用")
    yield f"    {cell.label} {cell.column}{cell.row}：“{text}” → {understood}"
