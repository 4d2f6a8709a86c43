"""From a Word document to grids. The document is read as a stream: a row is let go of when it has been read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from cms.registry.spreadsheet.grid import Grid
from cms.registry.spreadsheet.opening import WORD, Area, Unreadable
from cms.registry.spreadsheet.values import as_text
from cms.registry.spreadsheet.word.opening import open_document
from cms.registry.spreadsheet.word.text import attribute, child, local, text_of

MAX_ROWS, MAX_COLUMNS, MAX_TABLES = 20_000, 300, 200
MAX_HELD = 200_000
"""Elements that may be open at a time: more than any row of a table has."""
MAX_ABOVE, LONGEST_ABOVE = 30, 200
"""Paragraphs kept before a table, and how long they may be: a title is short."""
WRAPPERS = ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
"""What may stand around rows and cells without being one."""


class _TooLarge(Exception):
    """The tables go beyond what is read."""


@dataclass
class _Table:
    """A table while its rows come in. `open` is first column → the area that a vertically merged cell makes so far."""

    grid: Grid
    areas: list[Area] = field(default_factory=list)
    open: dict[int, Area] = field(default_factory=dict)

    def add(self, row: Element) -> None:
        properties = child(row, "trPr")
        if child(properties, "del") is not None:
            return
        number, column = self.grid.height + 1, 1 + _count(child(properties, "gridBefore"), 0)
        cells: list[str] = []
        still_open: dict[int, Area] = {}
        for cell in _cells(row):
            across = _count(child(cell, "tcPr", "gridSpan"), 1)
            if column + across - 1 > MAX_COLUMNS:
                raise _TooLarge
            cells += [""] * (column - 1 - len(cells))
            self._place(cell, cells, number, column, across, still_open)
            column += across
        self.areas += [area for start, area in self.open.items() if start not in still_open]
        self.open = still_open
        while cells and not cells[-1] and not still_open:
            cells.pop()
        self.grid.cells.append(cells)

    def _place(
        self, cell: Element, cells: list[str], row: int, column: int, across: int, still_open: dict[int, Area]
    ) -> None:
        merge = child(cell, "tcPr", "vMerge")
        right = column + across - 1
        above = self.open.get(column)
        if merge is not None and attribute(merge, "val") != "restart" and above and above[2] == right:
            still_open[column] = (column, above[1], right, row)
            cells += [""] * across
            return
        if any(local(one.tag) == "tbl" for one in cell.iter()):
            self.grid.faults[row, column] = _("单元格里套了另一张表格，请拆开后再导入")
        cells += [as_text(text_of(cell)), *[""] * (across - 1)]
        if merge is not None:
            if column in self.open:
                self.areas.append(self.open.pop(column))
            still_open[column] = (column, row, right, row)
        elif across > 1:
            self.areas.append((column, row, right, row))

    def done(self) -> Grid:
        """The grid, filled in."""
        for area in [*self.areas, *self.open.values()]:
            if area[:2] != (area[2], area[3]):
                self.grid.merge(area)
        return self.grid


def _count(element: Element | None, otherwise: int) -> int:
    value = attribute(element, "val") if element is not None else None
    return int(value) if value and value.isdigit() else otherwise


def _cells(row: Element) -> Iterator[Element]:
    for one in row:
        name = local(one.tag)
        if name == "tc":
            yield one
        elif name in WRAPPERS:
            yield from _cells(one)


@dataclass
class _Body:
    """The document as it streams by: how deep in tables and paragraphs, and what was gathered."""

    grids: list[Grid] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    table: _Table | None = None
    rows: int = 0
    tables: int = 0
    paragraphs: int = 0
    held: int = 0
    stack: list[Element] = field(default_factory=list)

    def start(self, element: Element) -> None:
        self.stack.append(element)
        self.held += 1
        name = local(element.tag)
        if self.held > MAX_HELD:
            raise _TooLarge
        if name == "tbl" and not self.paragraphs:
            self.tables += 1
            if self.tables == 1:
                self._begin()
        elif name == "p" and not self.tables:
            self.paragraphs += 1

    def _begin(self) -> None:
        if len(self.grids) >= MAX_TABLES:
            raise _TooLarge
        name = _("表格%(number)s") % {"number": len(self.grids) + 1}
        self.table, self.above = _Table(Grid(name, [], above=self.above)), []

    def end(self, element: Element) -> None:
        self.stack.pop()
        name = local(element.tag)
        if name == "tbl" and not self.paragraphs:
            self.tables -= 1
            if not self.tables and self.table:
                self.grids.append(self.table.done())
                self._let_go(element)
        elif name == "tr" and self.tables == 1 and self.table and not self.paragraphs:
            self.rows += 1
            if self.rows > MAX_ROWS:
                raise _TooLarge
            self.table.add(element)
            self._let_go(element)
        elif name == "p" and not self.tables:
            self.paragraphs -= 1
            if not self.paragraphs:
                self._note(text_of(element))
                self._let_go(element)

    def _note(self, text: str) -> None:
        lines = [line.strip() for line in text.split("\n")]
        self.above += [as_text(line)[:LONGEST_ABOVE] for line in lines if line]
        del self.above[:-MAX_ABOVE]

    def _let_go(self, element: Element) -> None:
        """Take a piece that has been read out of the tree. What is above it stays, and that is little."""
        if self.stack:
            self.stack[-1].remove(element)
        self.held = len(self.stack)


def _parse(part: IO[bytes]) -> list[Grid]:
    body = _Body()
    for event, element in iterparse(part, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            body.start(element)
        else:
            body.end(element)
    return body.grids


def read_document(path: Path) -> list[Grid]:
    """Every table of a document, in its order, with the paragraphs before each. Raises Unreadable."""
    with open_document(path) as archive, archive.open(WORD.part) as part:
        try:
            return _parse(part)
        except _TooLarge as error:
            text = _("文件 %(name)s 的表格太大：最多 20000 行 300 列 200 张表，请删去目录以外的内容")
            raise Unreadable(text % {"name": path.name}) from error
