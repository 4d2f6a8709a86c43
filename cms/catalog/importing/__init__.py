"""Catalogs as offices send them, in Excel or csv: what was understood, and every problem with its cell."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cms.catalog.importing.headers import FIELDS, find_layout
from cms.catalog.importing.items import Reader
from cms.catalog.rows import CatalogRow
from cms.registry.spreadsheet import Grid, Problem, Unreadable, in_order, read_csv, read_date, read_grids

SOURCES = {".csv": read_csv}
NEARLY_THE_SAME = 0.85
UNIT = re.compile(r"填报单位[:：]\s*(.+?)(?:（盖章）|\(盖章\)|$)")


@dataclass
class CatalogDocument:
    """A catalog as read from a file, in the document's order."""

    items: list[CatalogRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    title: str = ""
    unit_name: str = ""
    filed_on: dt.date | None = None

    def as_dict(self) -> dict[str, Any]:
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
    grid, layout = found[0]
    document = CatalogDocument()
    for other, _layout in found[1:]:
        text = _("工作表“%(name)s”也像一份目录，没有读取") % {"name": other.name}
        document.problems.append(Problem("warning", text, other.name))
    _read_title(grid, layout.first, document)
    document.problems += grid.formula_problems()
    for name in layout.missing:
        text = _("缺少列“%(name)s”") % {"name": FIELDS[name][0]}
        document.problems.append(Problem("error", text, grid.name, layout.first - 1, None, name))
    if not layout.missing:
        reader = Reader(layout)
        document.items = reader.items()
        document.problems += reader.problems + _compared(grid, layout.columns, document.items)
        if not document.items:
            document.problems.append(Problem("error", _("表头下面没有事项"), grid.name, layout.first))
    document.problems = in_order(document.problems)
    return document


def _read_title(grid: Grid, first: int, document: CatalogDocument) -> None:
    """What stands above the header: title, unit, date of filing."""
    above = [grid.text(r, c) for r in range(1, first) for c in range(1, grid.width + 1) if grid.is_anchor(r, c)]
    document.title = next((text for text in above if "目录" in text), grid.name)
    for text in above:
        unit = UNIT.search(text)
        if unit and not document.unit_name:
            document.unit_name = unit[1].strip()
        if "日期" in text and document.filed_on is None:
            document.filed_on = read_date(text)


def _compared(grid: Grid, columns: dict[str, int], items: list[CatalogRow]) -> list[Problem]:
    """Findings that need more than one row: codes given twice, titles that are nearly the same."""
    found: list[Problem] = []
    first: dict[str, int] = {}
    for item in items:
        if item.code and first.setdefault(item.code, item.row) != item.row:
            text = _("编码“%(code)s”与第%(row)s行重复") % {"code": item.code, "row": first[item.code]}
            found.append(grid.problem("error", text, item.row, columns["code"], "code"))
    sections = defaultdict(list)
    for item in items:
        for other in sections[item.section]:
            if SequenceMatcher(None, item.title, other.title).ratio() >= NEARLY_THE_SAME:
                text = _("与第%(row)s行“%(title)s”几乎相同") % {"row": other.row, "title": other.title}
                found.append(grid.problem("doubt", text, item.row, columns["title"], "title"))
        sections[item.section].append(item)
    return found
