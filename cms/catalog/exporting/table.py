"""A catalog as a table of cells and merged areas: what all formats have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from django.utils.translation import gettext as _

from cms.catalog.rows import CatalogRow
from cms.catalog.timing import said
from cms.catalog.vocabulary import ApprovalLevel, DisclosureScope, ItemForm, LinkedSystem

MOST_CHANNELS = 15
"""More columns of ticks than this fit on no page: then channels are written out in one cell."""
TICK, CHOSEN, NOT_CHOSEN = "√", "■", "□"
Area = tuple[int, int, int, int]
Says = Callable[[CatalogRow], str]


@dataclass(frozen=True)
class Column:
    """A column: its header (own, and that of its group), what its cell says of an item, and how wide it is."""

    own: str
    says: Says
    width: float = 12
    group: str = ""
    centred: bool = False


@dataclass
class Table:
    """Cells by row, as text. `areas` are merged: first column, first row, last column, last row, from 1.

    Above `first`: title, unit and date, two rows of header. Below `last`: a blank row and the footnote.
    """

    title: str
    columns: list[Column]
    cells: list[list[str]] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    first: int = 5

    @property
    def last(self) -> int:
        return len(self.cells) - 2

    def add(self, texts: dict[int, str]) -> int:
        """Add a row with texts by column. Returns its number."""
        self.cells.append([texts.get(column, "") for column in range(1, len(self.columns) + 1)])
        return len(self.cells)

    def merge(self, left: int, top: int, right: int, bottom: int) -> None:
        if (left, top) != (right, bottom):
            self.areas.append((left, top, right, bottom))


def timing_of(row: CatalogRow) -> str:
    """The time limit in words; '' for an item that has none."""
    if not (row.timing and row.frequency):
        return ""
    return said(
        timing=row.timing, frequency=row.frequency, due_workdays=row.due_workdays, due_day=row.due_day
    )


def channel_order(rows: list[CatalogRow]) -> list[str] | None:
    """All channels in an order that agrees with every item's own; None where there is none, or too many."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for row in rows:
        for channel in row.channels or ():
            sorter.add(channel)
        for before, after in pairwise(row.channels or ()):
            sorter.add(after, before)
    try:
        found = [*sorter.static_order()]
    except CycleError:
        return None
    return found if 0 < len(found) <= MOST_CHANNELS else None


def _scope(scope: DisclosureScope) -> Column:
    def says(row: CatalogRow) -> str:
        return TICK if row.scope == scope else ""

    return Column(str(scope.label), says, 6, _("公开范围"), centred=True)


def _channel(channel: str) -> Column:
    def says(row: CatalogRow) -> str:
        return CHOSEN if channel in (row.channels or ()) else NOT_CHOSEN

    return Column(channel, says, 6, _("公开方式"), centred=True)


def _channels(rows: list[CatalogRow]) -> list[Column]:
    order = channel_order(rows)
    if order is None:
        return [Column(_("公开方式"), lambda row: "、".join(row.channels or ()), 24)]
    return [_channel(channel) for channel in order]


def _approval(row: CatalogRow) -> str:
    return str(ApprovalLevel(row.approval_level).label) if row.approval_level else ""


def _linked(row: CatalogRow) -> str:
    return "、".join(str(LinkedSystem(value).label) for value in row.linked or ())


def _form(row: CatalogRow) -> str:
    return str(ItemForm(row.form).label) if row.form else ""


def _extra(rows: list[CatalogRow]) -> list[Column]:
    """What most catalogs say nothing about has a column only where an item says it."""
    columns = (
        Column(_("不公开理由"), lambda row: row.reason, 24),
        Column(_("复核日期"), lambda row: row.review_on.isoformat() if row.review_on else "", 12),
        Column(_("名称不公开"), lambda row: _("是") if row.title_hidden else "", 8, centred=True),
        Column(_("内容形式"), _form, 12),
        Column(_("调整理由"), lambda row: row.change_note, 24),
    )
    silent = str(ItemForm.GENERAL.label), ""
    return [column for column in columns if any(column.says(row) not in silent for row in rows)]


def columns_of(rows: list[CatalogRow]) -> list[Column]:
    matter = _("公开事项")
    return [
        Column(_("序号"), lambda row: "", 5, centred=True),
        Column(_("编码"), lambda row: row.code or row.proposed_code, 9),
        Column(_("一级事项"), lambda row: row.section, 12, matter),
        Column(_("二级事项"), lambda row: row.title, 22, matter),
        Column(_("公开内容（要素）"), lambda row: row.content, 36),
        Column(_("公开依据"), lambda row: row.basis, 26),
        *(_scope(scope) for scope in DisclosureScope),
        *_channels(rows),
        Column(_("公开时限"), timing_of, 20),
        Column(_("公示期"), lambda row: row.notice or "", 10),
        Column(_("责任单位（科室）"), lambda row: row.responsible, 14),
        Column(_("审批层级"), _approval, 8, centred=True),
        Column(_("重点事项"), lambda row: _("是") if row.key else "", 6, centred=True),
        Column(_("衔接公开"), _linked, 12),
        Column(_("备注"), lambda row: "", 10),
        *_extra(rows),
    ]


def table_of(rows: list[CatalogRow], *, title: str, unit_name: str, on: dt.date) -> Table:
    """The catalog as offices lay it out: title, unit and date, two rows of header, items, footnote."""
    table = Table(title, columns_of(rows))
    _put_heading(table, unit_name, on)
    _put_header(table)
    for number, row in enumerate(rows, 1):
        texts = {column: one.says(row) for column, one in enumerate(table.columns, 1)}
        table.add(texts | {1: str(number)})
    _merge_sections(table)
    table.add({})
    note = _("说明：1.“√”为公开范围，“■”为采用的公开方式；2.目录根据职责任务要求动态调整，调整后重新报备。")
    at = table.add({1: note})
    table.merge(1, at, len(table.columns), at)
    return table


def _put_heading(table: Table, unit_name: str, on: dt.date) -> None:
    width = len(table.columns)
    table.add({1: table.title})
    table.merge(1, 1, width, 1)
    unit = _("填报单位：%(unit)s（盖章）") % {"unit": unit_name}
    day = _("填报日期：%(y)s年%(m)s月%(d)s日") % {"y": on.year, "m": on.month, "d": on.day}
    table.add({1: unit, width - 3: day})
    table.merge(1, 2, 6, 2)
    table.merge(width - 3, 2, width, 2)


def _put_header(table: Table) -> None:
    top, below, start = {}, {}, 1
    for column, one in enumerate(table.columns, 1):
        if one.group and column > 1 and table.columns[column - 2].group == one.group:
            below[column] = one.own
            continue
        start = column
        top[column] = one.group or one.own
        if one.group:
            below[column] = one.own
    row = table.add(top)
    table.add(below)
    starts = sorted(top)
    for start, after in zip(starts, [*starts[1:], len(table.columns) + 1], strict=True):
        grouped = bool(table.columns[start - 1].group)
        table.merge(start, row, after - 1, row if grouped else row + 1)


def _merge_sections(table: Table) -> None:
    """Rows of one level-1 matter below each other share its cell. Their texts stay in `cells`, for whoever asks."""
    start = table.first
    for row in range(table.first, len(table.cells) + 1):
        after = table.cells[row][2] if row < len(table.cells) else None
        if after != table.cells[row - 1][2] or not after:
            table.merge(3, start, 3, row)
            start = row + 1
