"""Catalogs as offices send them, in Excel, Word or csv: what was understood, and every problem with its cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cms.catalog.importing.codes import adopt_numbers, proposed
from cms.catalog.importing.compared import compared
from cms.catalog.importing.headers import Layout
from cms.catalog.importing.items import Reader
from cms.catalog.importing.lines import Lines
from cms.catalog.importing.tables import Tables, find_tables, of_columns
from cms.catalog.rows import CatalogRow
from cms.registry.spreadsheet import (
    Grid,
    Problem,
    Unreadable,
    has_errors,
    in_order,
    read_csv,
    read_document,
    read_grids,
)

SOURCES: dict[str, Callable[[Path], list[Grid]]] = {
    ".csv": read_csv,
    ".docx": read_document,
    ".docm": read_document,
    ".doc": read_document,
}
WORD = (".docx", ".docm", ".doc")
"""Where one catalog may go on from table to table; in a workbook each sheet is a catalog of its own."""


@dataclass
class CatalogDocument:
    """A catalog as read from a file, in the document's order."""

    items: list[CatalogRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    title: str = ""
    unit_name: str = ""
    filed_on: dt.date | None = None
    layouts: list[Layout] = field(default_factory=list)
    """The tables that were read, for whoever shows what was understood."""

    @property
    def has_errors(self) -> bool:
        return has_errors(self.problems)

    def as_dict(self) -> dict[str, Any]:
        """The object of `cms catalog check --json`."""
        return {
            "items": [item.as_dict() for item in self.items],
            "problems": [problem.as_dict() for problem in self.problems],
        }


def read_catalog(path: Path, *, kind: str | None = None) -> CatalogDocument:
    """Read a catalog file. Never raises for a bad file: its problems say what is wrong.

    `kind` is the unit's (UnitKind), where it is known: codes are proposed by it for a document that has none.
    """
    suffix = path.suffix.lower()
    try:
        grids = SOURCES.get(suffix, read_grids)(path)
    except Unreadable as error:
        return CatalogDocument(problems=[Problem("error", str(error))])
    tables = find_tables(grids, one_sheet=suffix not in WORD)
    if tables is None:
        return CatalogDocument(problems=[Problem("error", _nothing_found(grids, suffix), _named(grids))])
    document = _read_tables(tables, kind)
    document.problems = in_order(document.problems)
    return document


def _named(grids: list[Grid]) -> str | None:
    return grids[0].name if grids else None


def _nothing_found(grids: list[Grid], suffix: str) -> str:
    if suffix in WORD and not grids:
        return _("文档里没有表格，目录应当是一张表（编码、一级事项、二级事项、公开范围、公开时限 …）")
    return _("没有找到表头（编码、一级事项、二级事项、公开范围、公开时限 …）")


def _read_tables(tables: Tables, kind: str | None) -> CatalogDocument:
    heading, main = tables.heading, tables.layouts[0]
    document = CatalogDocument(
        [], tables.problems, heading.title, heading.unit_name, heading.filed_on, tables.layouts
    )
    with_sections = False
    for layout in tables.layouts:
        adopt_numbers(layout)
        lines = _read_table(document, layout)
        with_sections = with_sections or bool(lines.sections)
    document.problems += of_columns(main, sections=with_sections)
    document.problems += compared(tables.layouts, document.items)
    if heading.problem:
        document.problems.append(heading.problem)
    if not document.items:
        document.problems.append(Problem("error", _("表头下面没有事项"), main.grid.name, main.first))
    document.items, doubts = proposed(
        main, document.items, kind=kind, named=f"{heading.unit_name} {heading.title}"
    )
    document.problems += doubts
    return document


def _read_table(document: CatalogDocument, layout: Layout) -> Lines:
    """Add the items of one table. Its first rows may go on with the level-1 matter of the table before."""
    section = document.items[-1].section if document.items else ""
    lines = Lines(layout, document.title).read(section)
    reader = Reader(layout, lines)
    document.items += reader.items()
    document.problems += [*lines.problems, *reader.problems]
    return lines
