"""Writing tables that offices open in Excel: no text in them is ever taken for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

# A text that begins so may be run by a spreadsheet program: half-width or full-width, behind blanks or not.
# Apostrophes before it are counted in, so that taking one away again gives back exactly what was written.
RISKY = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
ESCAPED = re.compile(r"'+(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before one that it might."""
    return f"'{text}" if RISKY.match(text) else text


def as_written(text: str) -> str:
    """The text that `harmless` was given. Any other text is left as it is."""
    return text[1:] if ESCAPED.match(text) else text


def cell(value: Any) -> Any:
    """A value as it may stand in a cell: texts harmless and without characters that no workbook may hold."""
    return harmless(ILLEGAL_CHARACTERS_RE.sub("", value)) if isinstance(value, str) else value


class Formula(str):
    """A formula of our own, which is to be computed: `Formula("=SUM(B2:B9)")`. Never made from what somebody typed."""

    __slots__ = ()


def workbook_of(
    sheets: Mapping[str, Iterable[Iterable[Any]]], *, widths: Iterable[float] = (), header_rows: int = 1
) -> bytes:
    """A workbook of plain tables, by sheet name; its first rows are headers and stay in sight.

    Texts are made harmless; numbers and dates stay what they are; only a `Formula` is computed.
    """
    book = Workbook()
    book.remove(book.active)
    widths = [*widths]
    for name, rows in sheets.items():
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])
        for number, row in enumerate(rows, 1):
            sheet.append([str(value) if isinstance(value, Formula) else cell(value) for value in row])
            if number <= header_rows:
                for one in sheet[number]:
                    one.font, one.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
        for column, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.freeze_panes = f"A{header_rows + 1}"
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The workbook as a file."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
