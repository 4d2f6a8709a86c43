"""A worksheet as a grid of text: merged areas filled in, formulas told apart, places known."""

from __future__ import annotations

import csv
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cms.registry.spreadsheet.opening import MAX_COLUMNS, MAX_ROWS, Unreadable, check_size, open_workbook
from cms.registry.spreadsheet.problem import Problem

DATE = re.compile(r"(\d{4})\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})\s*日?")
ENCODINGS = ("utf-8-sig", "gb18030")


def plain(text: str) -> str:
    """Text for comparing headers and marks: NFKC, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def as_text(value: Any) -> str:
    """A cell's value as a person reads it: 10.0 is 10, a date is 2026-01-10."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def read_date(text: str) -> dt.date | None:
    """A date written 2026年1月10日, 2026-1-10, 2026/1/10, 2026.1.10, or as Excel's serial number."""
    text = unicodedata.normalize("NFKC", text).strip()
    found = DATE.search(text)
    try:
        if found:
            return dt.date(*map(int, found.groups()))
        if text.isdigit() and 36526 <= int(text) <= 73050:  # 2000-01-01 to 2099-12-31
            return dt.date(1899, 12, 30) + dt.timedelta(days=int(text))
    except ValueError:
        pass
    return None


@dataclass
class Grid:
    """One sheet. Rows and columns count from 1, as the spreadsheet shows them."""

    name: str
    cells: list[list[str]]
    covered: set[tuple[int, int]] = field(default_factory=set)
    """Places inside a merged area that are not its top left corner."""
    formulas: set[tuple[int, int]] = field(default_factory=set)

    @property
    def height(self) -> int:
        return len(self.cells)

    @property
    def width(self) -> int:
        return max((len(row) for row in self.cells), default=0)

    def text(self, row: int, column: int) -> str:
        """The cell's text, that of its merged area included; '' outside the grid."""
        if not (1 <= row <= self.height and 1 <= column <= len(self.cells[row - 1])):
            return ""
        return self.cells[row - 1][column - 1]

    def is_anchor(self, row: int, column: int) -> bool:
        return (row, column) not in self.covered

    def rows(self, start: int = 1) -> Iterator[int]:
        return iter(range(start, self.height + 1))

    def problem(self, level: str, message: str, row: int, column: int | None = None, field: str = "") -> Problem:
        letter = get_column_letter(column) if column else None
        return Problem(level, message, self.name, row, letter, field or None)

    def formula_problems(self) -> list[Problem]:
        """One error for each cell that holds a formula: its value is whatever was last computed, or nothing."""
        text = _("单元格是公式，请复制后以“数值”粘贴")
        return [self.problem("error", text, row, column) for row, column in sorted(self.formulas)]


def _fill_merged(sheet: Worksheet, cells: list[list[str]]) -> set[tuple[int, int]]:
    covered = set()
    for area in sheet.merged_cells.ranges:
        text = cells[area.min_row - 1][area.min_col - 1]
        for row in range(area.min_row, min(area.max_row, len(cells)) + 1):
            for column in range(area.min_col, min(area.max_col, len(cells[row - 1])) + 1):
                cells[row - 1][column - 1] = text
                covered.add((row, column))
        covered.discard((area.min_row, area.min_col))
    return covered


def read_grids(path: Path) -> list[Grid]:
    """Every visible sheet of a workbook. Raises Unreadable."""
    grids = []
    written = open_workbook(path, values=False)
    for sheet in open_workbook(path).worksheets:
        if sheet.sheet_state != "visible":
            continue
        cells = [[as_text(cell.value) for cell in row] for row in sheet.iter_rows()]
        formulas = {(c.row, c.column) for row in written[sheet.title].iter_rows() for c in row if c.data_type == "f"}
        grids.append(Grid(sheet.title, cells, _fill_merged(sheet, cells), formulas))
    return grids


def read_csv(path: Path) -> list[Grid]:
    """A csv file in UTF-8 or GB 18030 as one grid. Raises Unreadable."""
    check_size(path)
    data = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            rows = list(csv.reader(data.decode(encoding).splitlines(keepends=True)))
            break
        except (UnicodeDecodeError, csv.Error):
            continue
    else:
        raise Unreadable(_("文件 %(name)s 不是 UTF-8 或 GB 18030 编码的 csv") % {"name": path.name})
    if len(rows) > MAX_ROWS or any(len(row) > MAX_COLUMNS for row in rows):
        raise Unreadable(_("工作表 %(name)s 太大：最多 20000 行 300 列") % {"name": path.name})
    return [Grid(path.stem, [[cell.strip() for cell in row] for row in rows])]
