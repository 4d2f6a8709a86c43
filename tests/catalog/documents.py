"""Word documents as offices send them, written part by part: what is tested is read from the file, not made by our writer."""

from __future__ import annotations

import zipfile
from pathlib import Path

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str = "", *, across: int = 1, down: str = "") -> str:
    """A cell; `down` is restart or continue. A text that begins with < is mark-up."""
    inner = text if text.startswith("<") else "".join(map(paragraph, text.split("\n")))
    properties = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    if down:
        properties += f'<w:vMerge w:val="{down}"/>' if down == "restart" else "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str) -> str:
    """A row of cells, or of plain texts."""
    return "<w:tr>" + "".join(one if one.startswith("<w:tc") else cell(one) for one in cells) + "</w:tr>"


def table(*rows: str) -> str:
    return "<w:tbl><w:tblPr/>" + "".join(rows) + "</w:tbl>"


def text_box(text: str) -> str:
    """A text box as Word writes it: once for programs that can show it, once more for those that cannot."""
    box = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    return (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def symbol(place: str, font: str = "Wingdings 2") -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{place}"/></w:r>'


def check_box(text: str, *, on: bool) -> str:
    """A box that can be clicked, as Word draws it: a cross where it is on."""
    drawn = "☒" if on else "☐"
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(on)}"/></w14:checkbox></w:sdtPr><w:sdtContent>'
        f"<w:r><w:t>{drawn}</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>{text}　</w:t></w:r>"
    )


def save(path: Path, *body: str, head: str = "", more: dict[str, bytes] | None = None) -> Path:
    """The document with these pieces in its body; `head` goes before the root, `more` are further parts."""
    document = f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document {NAMES}><w:body>{"".join(body)}</w:body></w:document>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", document)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return path
