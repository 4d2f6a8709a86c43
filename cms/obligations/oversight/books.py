"""The desks as workbooks: counts as numbers, totals and percentages as formulas that go on computing in Excel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from cms.obligations.oversight.feed import Change
from cms.obligations.oversight.heat import COLUMNS, Row
from cms.obligations.oversight.ledger import Kept
from cms.registry.spreadsheet.writing import Formula, workbook_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_LINE = 2
"""Where the rows begin, below the heading."""
NUMBERS = 3
"""What fell due, what of it is public, what of it was in time: the two percentages follow from these."""


def answer(name: str, content: bytes) -> HttpResponse:
    """A workbook as a download. `name` in ASCII, without an ending."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def matrix_book(rows: Sequence[Row], *, of: str) -> bytes:
    """Rows × states. `of` is the heading of the first column."""
    heading = [of, _("单位数"), *_headings()]
    lines = [[row.name, row.units, *_counts(row), *_figures(FIRST_LINE + n, 2)] for n, row in enumerate(rows)]
    last = FIRST_LINE + len(rows)
    total = [_("合计"), *_sums(range(2, 3 + len(COLUMNS) + NUMBERS), last - 1), *_figures(last, 2)]
    return workbook_of({_("情况表"): [heading, *lines, total]}, widths=[28])


def _headings() -> list[str]:
    counted = [_("到期应公开"), _("其中已公开或说明"), _("其中按时"), _("公开率"), _("按时率")]
    return [*(str(state.label) for state in COLUMNS), *counted]


def _counts(row: Row) -> list[int]:
    """A row's numbers, in the order of their headings."""
    return [*(row.count(state) for state in COLUMNS), row.tally.due, row.tally.met, row.tally.on_time]


def ledger_book(rows: Sequence[Kept], feed: Iterable[Change]) -> bytes:
    """The ledger of a line on one sheet, what changed on another."""
    told = [
        _("单位"),
        _("单位类别"),
        _("条线"),
        _("上级（指导）党组织"),
        _("公开目录"),
        _("媒体备案"),
        _("联系人"),
        _("登记核对截至"),
    ]
    heading = [*told, *_headings()]
    before = len(told)
    lines = [
        [*_told(row), *_counts(row.standing), *_figures(FIRST_LINE + n, before)] for n, row in enumerate(rows)
    ]
    last = FIRST_LINE + len(rows)
    sums = _sums(range(before + 1, before + 1 + len(COLUMNS) + NUMBERS), last - 1)
    total = [_("合计"), *[""] * (before - 1), *sums, *_figures(last, before)]
    changed = [[_("日期"), _("单位"), _("变化")], *([one.on, one.unit, one.text] for one in feed)]
    return workbook_of(
        {_("台账"): [heading, *lines, total], _("近30天变化"): changed}, widths=[28, 14, 18, 22, 22]
    )


def _told(row: Kept) -> list[Any]:
    entry = row.entry
    people = "；".join(f"{one.name}（{one.duty}）{one.telephone}" for one in row.contacts)
    return [
        entry.unit.name,
        entry.unit.get_kind_display(),
        entry.line.name if entry.line else "",
        entry.superior.name if entry.superior else "",
        row.catalog,
        row.media_word,
        people,
        row.confirmed.isoformat() if row.confirmed else _("未核对"),
    ]


def _sums(columns: Iterable[int], last: int) -> list[Any]:
    """A total of each column, by its number from 1, over the rows down to `last`; 0 where there are none."""
    if last < FIRST_LINE:
        return [0 for _column in columns]
    letters = map(get_column_letter, columns)
    return [Formula(f"=SUM({letter}{FIRST_LINE}:{letter}{last})") for letter in letters]


def _figures(line: int, before: int) -> list[Formula]:
    """The two percentages, from the numbers in the same line that follow `before` columns and the states."""
    first = before + len(COLUMNS) + 1
    due, met, on_time = (f"{get_column_letter(first + n)}{line}" for n in range(NUMBERS))
    return [Formula(f'=IF({due}=0,"",ROUNDDOWN({part}/{due},2))') for part in (met, on_time)]
