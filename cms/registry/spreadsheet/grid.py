"""A sheet as a grid of text: merged areas filled in, formulas told apart, places known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from openpyxl.utils import get_column_letter

from cms.registry.spreadsheet.problem import Problem
from cms.registry.spreadsheet.values import plain

# What a row that is no data begins with: notes, sums and signatures.
REMARKS = (
    "说明",
    "注:",
    "备注:",
    "合计",
    "总计",
    "小计",
    "共计",
    "填报",
    "制表",
    "审核人",
    "审核:",
    "负责人",
    "联系人",
)
Place = tuple[int, int]


@dataclass
class Grid:
    """One sheet. Rows and columns count from 1, as the spreadsheet shows them."""

    name: str
    cells: list[list[str]]
    anchors: dict[Place, Place] = field(default_factory=dict)
    """Places inside a merged area, save its top left corner → that corner."""
    faults: dict[Place, str] = field(default_factory=dict)
    """Cells whose value cannot be trusted, and why: formulas, and errors that a formula left."""
    above: list[str] = field(default_factory=list)
    """Texts that stand before the table and outside of it, as in a Word document."""
    hidden: set[int] = field(default_factory=set)
    """Rows that the spreadsheet does not show: filtered away, or hidden by hand."""
    flat: bool = False
    """Whether the format has no merged areas, so that a blank may stand for the cell above."""

    @property
    def height(self) -> int:
        return len(self.cells)

    @cached_property
    def width(self) -> int:
        """Of the widest row. Counted once, when all rows are there: merging widens none beyond it."""
        return max((len(row) for row in self.cells), default=0)

    def text(self, row: int, column: int) -> str:
        """The cell's text, that of its merged area included; '' outside the grid."""
        if not (1 <= row <= self.height and 1 <= column <= len(self.cells[row - 1])):
            return ""
        return self.cells[row - 1][column - 1]

    def is_anchor(self, row: int, column: int) -> bool:
        return (row, column) not in self.anchors

    def continues(self, row: int, column: int) -> bool:
        """Whether the cell belongs to one that starts in a row above."""
        return self.anchors.get((row, column), (row, column))[0] < row

    def rows(self, start: int = 1) -> Iterator[int]:
        return iter(range(start, self.height + 1))

    def own(self, row: int) -> list[int]:
        """The columns in which a row has a text that begins there."""
        return [c for c in range(1, self.width + 1) if self.text(row, c) and self.is_anchor(row, c)]

    def is_note(self, row: int) -> bool:
        """Whether a row begins as notes, sums and signatures do."""
        own = self.own(row)
        return bool(own) and plain(self.text(row, own[0])).startswith(REMARKS)

    def is_across(self, row: int) -> bool:
        """Whether a row is one text across half of the sheet."""
        own = self.own(row)
        if len(own) != 1:
            return False
        breadth = sum(self.anchors.get((row, c)) == (row, own[0]) for c in range(1, self.width + 1))
        return breadth + 1 >= max(3, self.width // 2)

    def is_remark(self, row: int) -> bool:
        """Whether a row is a note, a sum, a signature, or one text across half of the sheet."""
        return self.is_note(row) or self.is_across(row)

    def merge(self, area: tuple[int, int, int, int]) -> int:
        """Treat an area (first column, first row, last column, last row) as merged. Returns its size."""
        left, top, right, bottom = area
        text, size = self.text(top, left), 0
        for row in range(top, min(bottom, self.height) + 1):
            cells = self.cells[row - 1]
            cells += [""] * (min(right, self.width) - len(cells))
            for column in range(left, min(right, len(cells)) + 1):
                size += 1
                if (row, column) != (top, left):
                    cells[column - 1] = text
                    self.anchors[row, column] = (top, left)
        return size

    def problem(
        self, level: str, message: str, row: int, column: int | None = None, field: str = ""
    ) -> Problem:
        letter = get_column_letter(column) if column else None
        return Problem(level, message, self.name, row, letter, field or None)

    def fault_problems(self, rows: Iterable[int], columns: list[tuple[str, int]]) -> list[Problem]:
        """One error for each cell that cannot be trusted, among the (field, column) that are read."""
        return [
            self.problem("error", self.faults[row, column], row, column, name)
            for row in rows
            for name, column in columns
            if (row, column) in self.faults
        ]
