"""A catalog as a workbook and as csv."""

from __future__ import annotations

import csv
from io import StringIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cms.catalog.exporting.table import Table
from cms.registry.spreadsheet.writing import cell, harmless, saved

BOM = b"\xef\xbb\xbf"
"""Without it Excel takes a csv file in UTF-8 for one in the encoding of its own country."""
LINE = Side(style="thin", color="808080")


def _hidden(table: Table) -> set[tuple[int, int]]:
    """Places inside merged areas that are not their first: a spreadsheet keeps no text there."""
    return {
        (row, column)
        for left, top, right, bottom in table.areas
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


def xlsx_of(table: Table) -> bytes:
    """The workbook as offices send it: merged cells, ticks, ready to be printed across A3."""
    book = Workbook()
    sheet = book.active
    sheet.title = "公开目录"
    hidden = _hidden(table)
    for number, texts in enumerate(table.cells, 1):
        for column, text in enumerate(texts, 1):
            if text and (number, column) not in hidden:
                sheet.cell(number, column, cell(text))
    _dress(sheet, table)
    for left, top, right, bottom in table.areas:
        sheet.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)
    return saved(book)


def _dress(sheet: Worksheet, table: Table) -> None:
    """Widths, borders and the look of a page."""
    for column, one in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(column)].width = one.width
        for row in range(table.first - 2, table.last + 1):
            place = sheet.cell(row, column)
            place.border = Border(LINE, LINE, LINE, LINE)
            centred = "center" if one.centred or row < table.first else None
            place.alignment = Alignment(horizontal=centred, vertical="center", wrap_text=True)
            if row < table.first:
                place.font = Font(bold=True)
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=16), Alignment(horizontal="center")
    sheet.row_dimensions[1].height = 30
    sheet.freeze_panes = sheet.cell(table.first, 5)
    sheet.print_title_rows = f"{table.first - 2}:{table.first - 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def csv_of(table: Table) -> bytes:
    """As a spreadsheet program exports it: of a merged area only the first cell is filled."""
    hidden = _hidden(table)
    out = StringIO()
    writer = csv.writer(out)
    for number, texts in enumerate(table.cells, 1):
        writer.writerow(
            "" if (number, column) in hidden else harmless(text) for column, text in enumerate(texts, 1)
        )
    return BOM + out.getvalue().encode()
