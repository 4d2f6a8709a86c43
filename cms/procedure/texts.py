"""The text of a file that somebody wants to disclose, as the pre-screen reads it."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from django.utils.translation import gettext as _

from cms.registry.spreadsheet import Grid, Unreadable, read_csv, read_grids, read_words

TABLES = {".csv": read_csv, ".xlsx": read_grids}
PLAIN = (".txt", ".md")
KINDS = (".docx", *TABLES, *PLAIN)
ENCODINGS = ("utf-8-sig", "gb18030")
MOST_BYTES = 10 << 20


def text_of_file(path: Path) -> str:
    """A table's cells are parted by tabs, its rows by line breaks. Raises Unreadable."""
    suffix = path.suffix.lower()
    if suffix == ".docx":
        return read_words(path)
    if suffix in TABLES:
        return "\n".join(_text_of_table(grid) for grid in TABLES[suffix](path))
    if suffix in PLAIN:
        return _decoded(path)
    said = {"name": path.name, "list": "、".join(KINDS)}
    raise Unreadable(_("还不会读 %(name)s：只读 %(list)s") % said)


def _text_of_table(grid: Grid) -> str:
    # A cell that spans several stands in each of them: it is said once.
    rows = ("\t".join(cell.replace("\t", " ") for cell, _same in groupby(row)) for row in grid.cells)
    return "\n".join([*grid.above, *rows])


def _decoded(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(_("文件 %(name)s 太大，最大 10 MB") % {"name": path.name})
    data = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("文件 %(name)s 不是 UTF-8 或 GB 18030 编码的文本") % {"name": path.name})
