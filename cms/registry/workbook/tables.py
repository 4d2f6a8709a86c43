"""The sheets of a district's workbook: where the header is, and the rows of data below it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from cms.registry.models import DisclosureLine, GuidanceRelation, Unit
from cms.registry.spreadsheet import Grid, Problem, plain

HEADER_ROWS = 10
LINES, UNITS, RELATIONS = "条线", "单位", "指导关系"

# Sheet → field → the words its header may have. The first column whose header is one of them is taken.
HEADERS = {
    LINES: {
        "code": ("编码", "代码", "条线编码"),
        "name": ("条线", "条线名称"),
        "lead_name": ("牵头部门", "牵头单位"),
        "member_kinds": ("成员类别", "成员单位类别"),
    },
    UNITS: {
        "order": ("序号",),
        "name": ("单位名称", "单位"),
        "slug": ("站点标识", "标识"),
        "kind": ("单位类别", "类别"),
        "level": ("层级",),
        "line_name": ("所属条线", "条线"),
        "superior_name": ("上级(指导)党组织", "上级党组织", "上级组织"),
        "portal_url": ("本单位门户网站", "门户网站"),
        "note": ("备注",),
    },
    RELATIONS: {
        "guide_text": ("牵头(指导)单位", "牵头单位", "指导单位"),
        "target_text": ("对象", "指导对象"),
        "kind": ("关系", "指导关系"),
        "basis": ("依据原文", "依据"),
    },
}
OPTIONAL = {"order", "member_kinds", "portal_url", "note", "basis"}
# Fields that are only notes or numbers: alone in a row they make no entry, and a formula there does no harm.
BESIDE = {"order", "note", "basis"}
FREE_TEXT = {"note", "basis", "member_kinds"}
# Sheet → field → the column of the register that must hold it.
STORED = {
    LINES: (DisclosureLine, {"code": "code", "name": "name", "member_kinds": "members"}),
    UNITS: (Unit, {"name": "name", "slug": "slug", "portal_url": "portal_url", "note": "note"}),
    RELATIONS: (GuidanceRelation, {"guide_text": "guide_text", "target_text": "target_text"}),
}


def header_of(sheet: str, name: str) -> str:
    """What a field's column is called."""
    return HEADERS[sheet][name][0]


@dataclass
class Table:
    """A sheet whose header was found: its data rows as field → text, and where each field stands."""

    sheet: str
    grid: Grid
    columns: dict[str, int]
    first: int
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = [(row, self._values(row)) for row in self.grid.rows(self.first) if self._is_data(row)]
        read = [(name, column) for name, column in self.columns.items() if name not in BESIDE]
        self.problems += self.grid.fault_problems([row for row, _values in self.rows], read)
        for row, values in self.rows:
            self._check_lengths(row, values)

    def _values(self, row: int) -> dict[str, str]:
        found = {name: self.grid.text(row, column) for name, column in self.columns.items()}
        return {
            name: text if name in FREE_TEXT else re.sub(r"\s*\n\s*", "", text) for name, text in found.items()
        } | {name: "" for name in HEADERS[self.sheet] if name not in found}

    def _is_data(self, row: int) -> bool:
        """Blank rows, notes, sums, and the header repeated on a later page are no data."""
        values = self._values(row)
        stated = {name: text for name, text in values.items() if text and name not in BESIDE}
        faulty = any((row, column) in self.grid.faults for column in self.columns.values())
        if not (stated or faulty) or self.grid.is_remark(row):
            return False
        words = HEADERS[self.sheet]
        repeated = [name for name, text in stated.items() if plain(text) in {plain(w) for w in words[name]}]
        return len(repeated) < 2

    def _check_lengths(self, row: int, values: dict[str, str]) -> None:
        model, stored = STORED[self.sheet]
        for name, column in stored.items():
            most = model._meta.get_field(column).max_length
            if len(values[name]) > most:
                text = _("“%(name)s”有 %(have)s 个字，最多 %(most)s 个")
                self.error(
                    text % {"name": header_of(self.sheet, name), "have": len(values[name]), "most": most},
                    row,
                    name,
                )

    def error(self, message: str, row: int, name: str) -> None:
        self.problems.append(self.grid.problem("error", message, row, self.columns.get(name), name))

    def require(self, row: int, values: dict[str, str], *names: str) -> None:
        """Note every field that is blank, save those whose cell is already named as faulty."""
        for name in names:
            faulty = (row, self.columns.get(name)) in self.grid.faults
            if not values[name] and not faulty:
                self.error(_("“%(name)s”没有填写") % {"name": header_of(self.sheet, name)}, row, name)

    def refuse_duplicates(self, *names: str) -> None:
        """Note every row whose field says the same as a row above."""
        for name in names:
            first: dict[str, int] = {}
            for row, values in self.rows:
                key = plain(values[name])
                if key and first.setdefault(key, row) != row:
                    text = _("“%(value)s”与第%(row)s行重复") % {"value": values[name], "row": first[key]}
                    self.error(text, row, name)

    def letters(self) -> dict[str, str]:
        return {name: get_column_letter(column) for name, column in self.columns.items()}


def _columns(grid: Grid, row: int, words: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in range(1, grid.width + 1):
        name = words.get(plain(grid.text(row, column)))
        if name:
            found.setdefault(name, column)
    return found


def find_table(sheet: str, grid: Grid, problems: list[Problem]) -> Table | None:
    """The table below the row with the most known words within the first ten. None when a column is missing."""
    words = {plain(word): name for name, synonyms in HEADERS[sheet].items() for word in synonyms}
    candidates = range(1, min(HEADER_ROWS, grid.height) + 1)
    at = max(candidates, key=lambda row: len(_columns(grid, row, words)), default=1)
    columns = _columns(grid, at, words)
    missing = [name for name in HEADERS[sheet] if name not in columns and name not in OPTIONAL]
    for name in missing:
        text = _("缺少列“%(name)s”") % {"name": header_of(sheet, name)}
        problems.append(Problem("error", text, grid.name, at, None, name))
    return None if missing else Table(sheet, grid, columns, at + 1)
