"""What was understood of a document, cell by cell: for whoever has to believe it before it is taken in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from cms.catalog.importing.headers import FIELDS, Layout, label
from cms.catalog.rows import CatalogRow
from cms.catalog.timing import said
from cms.catalog.vocabulary import LinkedSystem
from cms.registry.spreadsheet import Problem

if TYPE_CHECKING:
    from cms.catalog.importing import CatalogDocument

LEVELS = ("error", "warning", "doubt", "ok")
NOTHING = (None, "", (), False)


@dataclass(frozen=True)
class CellUnderstood:
    """One field of one item. `text` is what the cell says, `understood` what that was taken to mean, in words."""

    field: str
    label: str
    sheet: str
    row: int
    column: str
    """The letter(s) of the column or columns it was read from: 'R', 'G–J'; '' where the document has none."""
    text: str
    understood: str
    level: str = "ok"
    """The worst of its messages: error, warning, doubt; ok where there is none."""
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class ItemUnderstood:
    """One item: its code (the proposed one where the document has none), its title, a cell for each field."""

    code: str
    title: str
    sheet: str
    row: int
    level: str
    cells: tuple[CellUnderstood, ...]


@dataclass(frozen=True)
class ColumnUnderstood:
    """One column of a table: its header, and the field it was taken for; '' for one that nothing reads."""

    sheet: str
    column: str
    header: str
    field: str
    label: str


@dataclass(frozen=True)
class Understanding:
    """The whole of it. `beside` are findings that belong to no item: on columns, sheets, the heading."""

    columns: tuple[ColumnUnderstood, ...] = ()
    items: tuple[ItemUnderstood, ...] = ()
    beside: tuple[Problem, ...] = ()


def understanding(document: CatalogDocument) -> Understanding:
    """What was understood of a document, in its order."""
    layouts = {layout.grid.name: layout for layout in document.layouts}
    starts = {(item.sheet, item.row) for item in document.items}
    of_item: dict[tuple[str, int], list[Problem]] = defaultdict(list)
    beside: list[Problem] = []
    for problem in document.problems:
        start = _start(problem, starts)
        (of_item[start] if start else beside).append(problem)
    items = tuple(
        _item(item, layouts[item.sheet], of_item[item.sheet, item.row])
        for item in document.items
        if item.sheet in layouts
    )
    columns = tuple(column for layout in document.layouts for column in _columns(layout))
    return Understanding(columns, items, tuple(beside))


def _start(problem: Problem, starts: set[tuple[str, int]]) -> tuple[str, int] | None:
    """The item that a finding is about: that of its row, or one that begins above and goes on in it."""
    if not (problem.field and problem.sheet and problem.row):
        return None
    row = problem.row
    while row and (problem.sheet, row) not in starts:
        row -= 1
    return (problem.sheet, row) if row else None


def worst(levels: Iterable[str]) -> str:
    """The worst of some levels; ok of none."""
    return min(levels, key=LEVELS.index, default="ok")


def _item(item: CatalogRow, layout: Layout, problems: list[Problem]) -> ItemUnderstood:
    cells = tuple(
        _cell(item, layout, name, [one for one in problems if one.field == name])
        for name in FIELDS
        if layout.has(name) or getattr(item, name) not in NOTHING
    )
    return ItemUnderstood(
        item.code or item.proposed_code,
        item.title,
        item.sheet,
        item.row,
        worst(problem.level for problem in problems),
        cells,
    )


def _cell(item: CatalogRow, layout: Layout, name: str, problems: list[Problem]) -> CellUnderstood:
    return CellUnderstood(
        field=name,
        label=label(name),
        sheet=item.sheet,
        row=item.row,
        column=_letters(layout, name),
        text=_text(item, layout, name),
        understood=in_words(item, name),
        level=worst(problem.level for problem in problems),
        messages=tuple(problem.message for problem in problems),
    )


def _letters(layout: Layout, name: str) -> str:
    columns = sorted(layout.ticks.get(name, ())) or [layout.columns[name]] if layout.has(name) else []
    letters = [get_column_letter(column) for column in columns]
    return "–".join(dict.fromkeys([letters[0], letters[-1]])) if letters else ""


def _text(item: CatalogRow, layout: Layout, name: str) -> str:
    """What the cell says; of columns with ticks, each header with what stands below it, where anything does."""
    ticks = layout.ticks.get(name)
    if not ticks:
        column = layout.columns.get(name)
        return layout.grid.text(item.row, column) if column else ""
    texts = ((_header(layout, column), layout.grid.text(item.row, column)) for column in ticks)
    return "　".join(f"{header} {text}" for header, text in texts if text)


def _header(layout: Layout, column: int) -> str:
    """The header of a column, the lowest of its rows. A table that goes on has it in a table before."""
    grid = layout.grid
    texts = [grid.text(row, column) for row in range(layout.header, layout.first)]
    return next((text for text in reversed(texts) if text), "") or "、".join(layout.words.get(column, ()))


def in_words(item: CatalogRow, name: str) -> str:
    """A field of an item as a person says it; '' for what is not said."""
    value = getattr(item, name)
    if name == "timing":
        if not (item.timing and item.frequency):
            return ""
        return said(
            timing=item.timing,
            frequency=item.frequency,
            due_workdays=item.due_workdays,
            due_day=item.due_day,
        )
    if name == "linked":
        return "、".join(str(LinkedSystem(one).label) for one in value or ())
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(getattr(value, "label", "" if value is None else value))


def _columns(layout: Layout) -> Iterator[ColumnUnderstood]:
    """Every column that has a header, with the field it was taken for."""
    taken = {column: name for name, column in layout.read_columns()}
    for column in range(1, layout.grid.width + 1):
        header = _header(layout, column)
        if header:
            name = taken.get(column, "")
            words = label(name) if name else ""
            yield ColumnUnderstood(layout.grid.name, get_column_letter(column), header, name, words)
