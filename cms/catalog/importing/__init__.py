"""Catalogs as offices send them, in Excel or csv: what was understood, and every problem with its cell."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cms.catalog.importing.headers import FIELDS, REQUIRED, WANTED, Layout, find_layout
from cms.catalog.importing.heading import read_heading
from cms.catalog.importing.items import Reader
from cms.catalog.rows import CatalogRow
from cms.registry.spreadsheet import Grid, Problem, Unreadable, has_errors, in_order, read_csv, read_grids

SOURCES = {".csv": read_csv}
NEARLY_THE_SAME = 0.85
COMPARED = 20
"""A title is compared with so many before it in its section: more would take too long in a file made to."""


@dataclass
class CatalogDocument:
    """A catalog as read from a file, in the document's order."""

    items: list[CatalogRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    title: str = ""
    unit_name: str = ""
    filed_on: dt.date | None = None

    @property
    def has_errors(self) -> bool:
        return has_errors(self.problems)

    def as_dict(self) -> dict[str, Any]:
        """The object of `cms catalog check --json`."""
        return {
            "items": [item.as_dict() for item in self.items],
            "problems": [problem.as_dict() for problem in self.problems],
        }


def read_catalog(path: Path) -> CatalogDocument:
    """Read a catalog file. Never raises for a bad file: its problems say what is wrong."""
    try:
        grids = SOURCES.get(path.suffix.lower(), read_grids)(path)
    except Unreadable as error:
        return CatalogDocument(problems=[Problem("error", str(error))])
    found = [(grid, layout) for grid in grids if (layout := find_layout(grid))]
    if not found:
        message = _("没有找到表头（编码、一级事项、二级事项、公开范围、公开时限 …）")
        return CatalogDocument(problems=[Problem("error", message, grids[0].name if grids else None)])
    document = _read_sheet(*found[0])
    for other, _layout in found[1:]:
        text = _("工作表“%(name)s”也像一份目录，没有读取") % {"name": other.name}
        document.problems.append(Problem("warning", text, other.name))
    document.problems = in_order(document.problems)
    return document


def _read_sheet(grid: Grid, layout: Layout) -> CatalogDocument:
    heading, reader = read_heading(grid, layout.first), Reader(layout)
    items = reader.items()
    problems = [*_of_columns(grid, layout), *reader.problems, *_compared(grid, layout, items)]
    if heading.problem:
        problems.append(heading.problem)
    if not items:
        problems.append(Problem("error", _("表头下面没有事项"), grid.name, layout.first))
    return CatalogDocument(items, problems, heading.title, heading.unit_name, heading.filed_on)


def _of_columns(grid: Grid, layout: Layout) -> list[Problem]:
    """Columns that are missing, and columns that nothing here reads."""
    header = layout.first - 1
    found = [
        Problem(level, _("缺少列“%(name)s”") % {"name": FIELDS[name][0]}, grid.name, header, None, name)
        for level, names in (("error", REQUIRED), ("warning", WANTED))
        for name in names
        if not layout.has(name)
    ]
    for column, text in layout.unread.items():
        found.append(grid.problem("warning", _("没有读取列“%(name)s”") % {"name": text}, header, column))
    return found


def _compared(grid: Grid, layout: Layout, items: list[CatalogRow]) -> list[Problem]:
    """Findings that need more than one row: codes given twice, titles that are nearly the same."""
    found: list[Problem] = []
    first: dict[str, int] = {}
    for item in items:
        if item.code and first.setdefault(item.code, item.row) != item.row:
            text = _("编码“%(code)s”与第%(row)s行重复") % {"code": item.code, "row": first[item.code]}
            found.append(grid.problem("error", text, item.row, layout.columns["code"], "code"))
    sections: dict[str, list[CatalogRow]] = defaultdict(list)
    for item in items:
        for other in sections[item.section][-COMPARED:]:
            if item.title and _nearly_the_same(item.title, other.title):
                text = _("与第%(row)s行“%(title)s”几乎相同") % {"row": other.row, "title": other.title}
                found.append(grid.problem("doubt", text, item.row, layout.columns["title"], "title"))
        sections[item.section].append(item)
    return found


def _nearly_the_same(one: str, other: str) -> bool:
    if 2 * min(len(one), len(other)) < NEARLY_THE_SAME * (len(one) + len(other)):
        return False  # too different in length for the ratio below, which is costly
    return SequenceMatcher(None, one, other).ratio() >= NEARLY_THE_SAME
