"""From a file to grids: every visible sheet of a workbook, or a csv file."""

from __future__ import annotations

import csv
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.workbook import Workbook

from cms.registry.spreadsheet.grid import Grid
from cms.registry.spreadsheet.opening import Shape, Unreadable, check_size, open_workbook, shape_of
from cms.registry.spreadsheet.values import as_text
from cms.registry.spreadsheet.writing import as_written

MAX_ROWS, MAX_COLUMNS = 20_000, 300
LAST_ROW = 1 << 20
"""The last row that a spreadsheet can have."""
MAX_AREAS, MAX_MERGED = 5_000, 1_000_000
"""Merged areas of a sheet, and the cells in all of them."""
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = (",", ";", "\t")


def _too_large(name: str) -> Unreadable:
    text = _("工作表 %(name)s 太大：最多 20000 行 300 列，请删去表格以外的行和列")
    return Unreadable(text % {"name": name})


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _fault(shown: Any, written: Any) -> str:
    if getattr(written, "data_type", "") == "f":
        return _("单元格是公式，请复制后以“数值”粘贴")
    if getattr(shown, "data_type", "") == "e":
        return _("单元格是错误值 %(value)s") % {"value": shown.value}
    return ""


def _read_sheet(book: Workbook, formulas: Workbook, name: str) -> tuple[Grid, Shape]:
    """The sheet's own cells, and its shape: merged areas are still to be filled in. Only reads."""
    grid = Grid(name, [])
    for sheet in (book[name], formulas[name]):
        sheet.reset_dimensions()  # what the file says of its size is not to be believed, and rows are padded to it
    rows = zip_longest(book[name].rows, formulas[name].rows, fillvalue=())
    for number, (shown, written) in enumerate(rows, 1):
        if number > LAST_ROW:
            break
        cells = _trimmed([as_written(as_text(cell.value)) for cell in shown])
        for column, pair in enumerate(zip_longest(shown, written), 1):
            fault = _fault(*pair)
            if fault:
                grid.faults[number, column] = fault
        if len(cells) > MAX_COLUMNS or (cells and number > MAX_ROWS) or len(grid.faults) > MAX_ROWS:
            raise _too_large(name)
        if number <= MAX_ROWS:
            grid.cells.append(cells)
    while grid.cells and not grid.cells[-1]:
        grid.cells.pop()
    return grid, shape_of(book, book[name]._worksheet_path)


def read_grids(path: Path) -> list[Grid]:
    """Every visible sheet of a workbook. Raises Unreadable."""
    with open_workbook(path) as (book, formulas):
        sheets = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        read = [_read_sheet(book, formulas, name) for name in sheets]
    for grid, shape in read:
        filled, grid.hidden = 0, shape.hidden
        if len(shape.merged) > MAX_AREAS:
            raise _too_large(grid.name)
        for area in shape.merged:
            filled += grid.merge(area)
            if filled > MAX_MERGED:
                raise _too_large(grid.name)
    return [grid for grid, _shape in read]


def hidden_sheets(path: Path) -> list[str]:
    """Names of the sheets that are not visible. Raises Unreadable."""
    with open_workbook(path) as (book, _formulas):
        return [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    if b"\0" not in data:
        for encoding in ENCODINGS:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise Unreadable(_("文件 %(name)s 不是 UTF-8 或 GB 18030 编码的 csv") % {"name": path.name})


def _breadth(rows: list[list[str]]) -> int:
    """How many columns most of it has: with the wrong delimiter nearly every row is one cell."""
    widths = sorted(len(row) for row in rows if any(row))
    return widths[len(widths) // 2] if widths else 0


def read_csv(path: Path) -> list[Grid]:
    """A csv file in UTF-8 or GB 18030 as one grid. Raises Unreadable."""
    check_size(path)
    try:
        lines = _decoded(path).splitlines(keepends=True)
        rows = max((list(csv.reader(lines, delimiter=mark)) for mark in DELIMITERS), key=_breadth)
    except csv.Error as error:
        raise Unreadable(_("文件 %(name)s 不是完好的 csv") % {"name": path.name}) from error
    cells = [_trimmed([as_written(as_text(cell)) for cell in row]) for row in rows]
    if len(cells) > MAX_ROWS or any(len(row) > MAX_COLUMNS for row in cells):
        raise _too_large(path.name)
    return [Grid(path.stem, cells, flat=True)]
