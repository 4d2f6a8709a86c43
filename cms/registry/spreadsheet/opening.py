"""Opening a workbook that a stranger sent: everything is looked at before anything is unpacked."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

MAX_BYTES = 10 << 20
MAX_UNPACKED = 60 << 20
"""Of the parts that are parsed. Pictures are not: they are never unpacked."""
MAX_RATIO = 200
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
MACROS = (".xlsm", ".xltm", ".xlam", ".docm", ".dotm")

Area = tuple[int, int, int, int]
"""First column, first row, last column, last row, counted from 1."""


@dataclass(frozen=True)
class Office:
    """A family of files: what it is called, its suffix, the one before it, and the part without which it is none."""

    name: str
    suffix: str
    former: str
    part: str
    media: str
    others: dict[str, str]


EXCEL = Office(
    "Excel 工作簿（.xlsx）",
    ".xlsx",
    ".xls",
    "xl/workbook.xml",
    "xl/media/",
    {".docx": "Word", ".docm": "Word", ".doc": "Word", ".pdf": "PDF", ".wps": "WPS"},
)
WORD = Office("Word 文档（.docx）", ".docx", ".doc", "word/document.xml", "word/media/", {})


class Unreadable(ValueError):
    """The file cannot be read as a workbook; the message says what to do about it."""


def check_size(path: Path) -> None:
    """Raises Unreadable for a file that is missing, empty or too large. Reads nothing of it."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise Unreadable(_("找不到文件 %(name)s") % {"name": path.name}) from error
    if not path.is_file():
        raise Unreadable(_("%(name)s 不是文件") % {"name": path.name})
    if size == 0:
        raise Unreadable(_("文件 %(name)s 是空的") % {"name": path.name})
    if size > MAX_BYTES:
        text = _("文件 %(name)s 有 %(mb)s MB，超过 10 MB 的上限，请删去图片后另存")
        raise Unreadable(text % {"name": path.name, "mb": size >> 20})


def check_file(path: Path, office: Office) -> None:
    """Raises Unreadable for a file that is not of a family, or must not be opened. Unpacks nothing of it."""
    check_size(path)
    _check_kind(path, office)
    _check_unpacked(path, office)


def _check_kind(path: Path, office: Office) -> None:
    said = {"name": path.name, "office": office.name, "suffix": office.suffix, "former": office.former}
    other = office.others.get(path.suffix.lower())
    if other:
        text = _("文件 %(name)s 是 %(kind)s 文件，请把表格另存为 .xlsx")
        raise Unreadable(text % {**said, "kind": other})
    if path.suffix.lower() in MACROS:
        raise Unreadable(_("文件 %(name)s 含有宏，请另存为不含宏的 %(suffix)s") % said)
    with path.open("rb") as file:
        if file.read(8) == OLE2:
            if ENCRYPTED_STREAM in file.read():
                raise Unreadable(_("文件 %(name)s 设有打开密码，请取消密码后另存") % said)
            raise Unreadable(_("文件 %(name)s 是旧的 %(former)s 格式，请另存为 %(suffix)s") % said)
    if not zipfile.is_zipfile(path):
        raise Unreadable(_("文件 %(name)s 不是 %(office)s") % said)


def _check_unpacked(path: Path, office: Office) -> None:
    said = {"name": path.name, "office": office.name, "suffix": office.suffix}
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if not part.filename.startswith(office.media)]
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise Unreadable(_("文件 %(name)s 已损坏") % said) from error
    unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_("文件 %(name)s 设有打开密码，请取消密码后另存") % said)
    if unpacked > MAX_UNPACKED or (unpacked > MAX_BYTES and unpacked > MAX_RATIO * max(packed, 1)):
        raise Unreadable(_("文件 %(name)s 解开后过大，不予读取") % said)
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise Unreadable(_("文件 %(name)s 含有宏，请另存为不含宏的 %(suffix)s") % said)
    if not any(part.filename == office.part for part in parts):
        raise Unreadable(_("文件 %(name)s 不是 %(office)s") % said)


@contextmanager
def open_workbook(path: Path) -> Iterator[tuple[Workbook, Workbook]]:
    """The workbook twice, read row by row: with the values last computed, and with the formulas.

    Raises Unreadable with one clear message, also for what goes wrong while the rows are read: keep only the
    reading inside the block.
    """
    check_file(path, EXCEL)
    books: list[Workbook] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of extensions that it leaves out
            for values in (True, False):
                books.append(load_workbook(path, data_only=values, read_only=True))
            yield books[0], books[1]
    except Unreadable:
        raise
    except Exception as error:
        if _is_unsafe(error):
            raise Unreadable(_("文件 %(name)s 含有不安全的内容，不予读取") % {"name": path.name}) from error
        # openpyxl fails in many ways on a damaged file; none is ours to tell
        raise Unreadable(_("文件 %(name)s 已损坏，请用 Excel 打开后另存") % {"name": path.name}) from error
    finally:
        for book in books:
            book.close()


def _is_unsafe(error: BaseException | None) -> bool:
    """Whether a refusal of entities lies behind an error; openpyxl wraps it."""
    while error is not None:
        if isinstance(error, DefusedXmlException):
            return True
        error = error.__cause__ or error.__context__
    return False


@dataclass
class Shape:
    """What a row by row reader does not tell of a worksheet: merged areas, and rows that nobody sees."""

    merged: list[Area] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)


def shape_of(book: Workbook, part: str) -> Shape:
    """Read from the worksheet's part itself."""
    shape = Shape()
    with book._archive.open(part) as file:
        for _event, element in iterparse(file):
            if element.tag.endswith("}mergeCell"):
                shape.merged.append(range_boundaries(element.get("ref", "")))
            elif element.tag.endswith("}row") and element.get("hidden") in ("1", "true"):
                shape.hidden.add(int(element.get("r", "0")))
            element.clear()
    shape.merged = [area for area in shape.merged if None not in area]
    return shape
