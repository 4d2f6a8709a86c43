"""A catalog as a Word document: a title, a line of unit and date, one table.

Written as the few parts that the format asks for: the libraries that write Word bring another XML parser with them,
and workbooks from strangers would then be opened with that one.
"""

from __future__ import annotations

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from cms.catalog.exporting.table import Table

WIDTH, HEIGHT, MARGIN = 23811, 16838, 850
"""A3 across, in twentieths of a point."""
NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
"""Characters that no XML may hold."""
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{WORDS}.document.main+xml"/></Types>'
)
RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
FONT = '<w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/>'
LINE = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
BORDERS = "".join(LINE.format(side=side) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))


def docx_of(table: Table) -> bytes:
    """The document across A3. What stands above and below the table in a sheet is a paragraph here."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", _document(table))
    return buffer.getvalue()


def _document(table: Table) -> str:
    beside = "　　".join(filter(None, table.cells[1]))
    return (
        f'{HEAD}<w:document xmlns:w="{MAIN}"><w:body>'
        + _paragraph(table.title, centred=True, bold=True, size=36)
        + _paragraph(beside, size=24)
        + _table(table)
        + _paragraph(table.cells[-1][0], size=18)
        + f'<w:sectPr><w:pgSz w:w="{WIDTH}" w:h="{HEIGHT}" w:orient="landscape"/>'
        + f'<w:pgMar w:top="{MARGIN}" w:right="{MARGIN}" w:bottom="{MARGIN}" w:left="{MARGIN}" w:header="500" '
        + 'w:footer="500" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _table(table: Table) -> str:
    room = WIDTH - 2 * MARGIN
    total = sum(column.width for column in table.columns)
    widths = [round(room * column.width / total) for column in table.columns]
    spans = {
        (row, left): (right - left + 1, top, bottom)
        for left, top, right, bottom in table.areas
        for row in range(top, bottom + 1)
    }
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = (_row(table, number, spans, widths) for number in range(table.first - 2, table.last + 1))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{room}" w:type="dxa"/><w:tblBorders>{BORDERS}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _row(
    table: Table, number: int, spans: dict[tuple[int, int], tuple[int, int, int]], widths: list[int]
) -> str:
    header, cells, column = number < table.first, [], 1
    while column <= len(table.columns):
        across, top, bottom = spans.get((number, column), (1, number, number))
        properties = f'<w:tcW w:w="{sum(widths[column - 1 : column - 1 + across])}" w:type="dxa"/>'
        properties += f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
        if bottom > top:
            properties += '<w:vMerge w:val="restart"/>' if number == top else "<w:vMerge/>"
        properties += '<w:vAlign w:val="center"/>'
        text = table.cells[number - 1][column - 1] if number == top else ""
        centred = header or table.columns[column - 1].centred
        lines = (_paragraph(line, centred=centred, bold=header) for line in text.split("\n"))
        cells.append(f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(lines)}</w:tc>")
        column += across
    repeated = (
        "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if header else "<w:trPr><w:cantSplit/></w:trPr>"
    )
    return f"<w:tr>{repeated}{''.join(cells)}</w:tr>"


def _paragraph(line: str, *, centred: bool = False, bold: bool = False, size: int = 18) -> str:
    place = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    if not line:
        return f"<w:p>{place}</w:p>"
    look = f'<w:rPr>{FONT}{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/></w:rPr>'
    text = escape(line.translate(NOT_XML))
    return f'<w:p>{place}<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
