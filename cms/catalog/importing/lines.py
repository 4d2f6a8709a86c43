"""Which rows of a table are items, and which are something else: a level-1 matter of its own, a note, the header again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _

from cms.catalog.importing.headers import Layout
from cms.registry.spreadsheet import Problem, plain

CODE = re.compile(r"[A-Z]{1,6}-?\d{1,4}")
NUMBERING = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+[、.．]|第[一二三四五六七八九十]+[类部章])\s*"
)
# A row that says none of these is no item: blank, or numbered in advance.
SUBSTANCE = ("code", "title", "content", "basis", "timing")
LONGEST_SECTION = 60


@dataclass
class Lines:
    """The rows of one table, told apart. `sections` is row → level-1 matter, where it stands in a row above."""

    layout: Layout
    title: str = ""
    items: list[int] = field(default_factory=list)
    sections: dict[int, str] = field(default_factory=dict)
    carried: dict[int, str] = field(default_factory=dict)
    """The same for first rows that go on with the level-1 matter of the table before."""
    problems: list[Problem] = field(default_factory=list)

    def section(self, row: int) -> str:
        """The level-1 matter of a row that does not say it itself."""
        return self.sections.get(row) or self.carried.get(row, "")

    def text(self, row: int, name: str) -> str:
        column = self.layout.columns.get(name)
        return self.layout.grid.text(row, column) if column else ""

    def read(self, section: str = "") -> Lines:
        """Tell the rows apart. `section` is the level-1 matter that a table before this one ended with."""
        own = ""
        for row in self.layout.grid.rows(self.layout.first):
            if self._ends(row):
                break
            if not self._is_item(row):
                own = self._section(row) or own
                continue
            self.items.append(row)
            if own:
                self.sections[row] = own
            elif self.text(row, "section"):
                section = ""
            elif section:
                self.carried[row] = section
        self._fill_down()
        self._check_sections()
        return self

    def _ends(self, row: int) -> bool:
        """Whether another catalog begins here: its title, or a header that says something else of the columns."""
        grid, layout = self.layout.grid, self.layout
        own = grid.own(row)
        text = grid.text(row, own[0]) if len(own) == 1 else ""
        named = "目录" in text and len(text) < LONGEST_SECTION and plain(text) != plain(self.title)
        if named and not grid.is_note(row) and any(layout.is_header(row + n) for n in range(1, 5)):
            self._other(
                row, _("第%(row)s行起是另一份目录“%(text)s”，请分成两个文件") % {"row": row, "text": text}
            )
            return True
        if layout.is_other_header(row):
            self._other(row, _("第%(row)s行的表头与前面不同，像是另一份目录，请分成两个文件") % {"row": row})
            return True
        return False

    def _other(self, row: int, message: str) -> None:
        self.problems.append(self.layout.grid.problem("error", message, row))

    def _is_item(self, row: int) -> bool:
        """Blank rows, notes, sums and a header repeated on a later page are not items."""
        grid = self.layout.grid
        faulty = any((row, column) in grid.faults for _name, column in self.layout.read_columns())
        if not (faulty or any(self.text(row, name) for name in SUBSTANCE)) or self.layout.is_header(row):
            return False
        if CODE.fullmatch(plain(self.text(row, "code"))):
            return True
        return not (grid.is_remark(row) or self._is_numbered(row))

    def _is_numbered(self, row: int) -> bool:
        """Whether a row is one text that begins as a heading does: 一、组织概况."""
        own = self.layout.grid.own(row)
        return len(own) == 1 and bool(NUMBERING.match(self.layout.grid.text(row, own[0])))

    def _section(self, row: int) -> str:
        """The level-1 matter that a row of its own gives for those below it."""
        grid = self.layout.grid
        own = grid.own(row)
        if len(own) != 1 or grid.is_note(row) or not (grid.is_across(row) or self._is_numbered(row)):
            return ""
        text = grid.text(row, own[0])
        if "目录" in text or len(text) > LONGEST_SECTION or not self._leads(row):
            return ""
        return NUMBERING.sub("", text, count=1).strip()

    def _leads(self, row: int) -> bool:
        """Whether the next row that says anything is an item."""
        grid = self.layout.grid
        after = next((below for below in grid.rows(row + 1) if grid.own(below)), None)
        return after is not None and self._is_item(after)

    def _fill_down(self) -> None:
        """In a format without merged cells a blank level-1 matter is the one above."""
        grid, column = self.layout.grid, self.layout.columns.get("section")
        if not (grid.flat and column):
            return
        for above, row in pairwise(self.items):
            if not grid.text(row, column) and grid.text(above, column) and self._same_part(above, row):
                grid.merge((column, above, column, row))

    def _same_part(self, above: int, row: int) -> bool:
        return self.sections.get(above) == self.sections.get(row)

    def _check_sections(self) -> None:
        """A heading above items that have their own level-1 matter is left out, and that is said."""
        column = self.layout.columns.get("section")
        unused = {
            text: row for row, text in self.sections.items() if column and self.layout.grid.text(row, column)
        }
        for text, row in unused.items():
            message = _("一级事项用了本行所写的，没有读取上方的标题“%(text)s”") % {"text": text}
            self.problems.append(self.layout.grid.problem("doubt", message, row, column, "section"))
