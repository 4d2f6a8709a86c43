"""Opening a workbook that a stranger sent: everything is looked at before anything is unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

MAX_BYTES = 10 << 20
MAX_UNPACKED = 200 << 20
MAX_RATIO = 200
MAX_ROWS, MAX_COLUMNS = 20_000, 300
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


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


def _check_kind(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(8)
        if head == OLE2:
            if ENCRYPTED_STREAM in file.read():
                raise Unreadable(_("文件 %(name)s 设有打开密码，请取消密码后另存") % {"name": path.name})
            raise Unreadable(_("文件 %(name)s 是旧的 .xls 格式，请另存为 .xlsx") % {"name": path.name})
    if not zipfile.is_zipfile(path):
        raise Unreadable(_("文件 %(name)s 不是 Excel 工作簿（.xlsx）") % {"name": path.name})


def _check_unpacked(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise Unreadable(_("文件 %(name)s 已损坏") % {"name": path.name}) from error
    unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_("文件 %(name)s 设有打开密码，请取消密码后另存") % {"name": path.name})
    if unpacked > MAX_UNPACKED or (unpacked > MAX_BYTES and unpacked > MAX_RATIO * max(packed, 1)):
        raise Unreadable(_("文件 %(name)s 解开后过大，不予读取") % {"name": path.name})
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Unreadable(_("文件 %(name)s 不是 Excel 工作簿（.xlsx）") % {"name": path.name})


def open_workbook(path: Path, *, values: bool = True) -> Workbook:
    """The workbook with values (or with formulas). Raises Unreadable with one clear message."""
    check_size(path)
    _check_kind(path)
    _check_unpacked(path)
    try:
        book = load_workbook(path, data_only=values)
    except Exception as error:
        # openpyxl fails in many ways on a damaged file, entity bombs included (defusedxml); none is ours to tell
        raise Unreadable(_("文件 %(name)s 已损坏或含有不安全的内容") % {"name": path.name}) from error
    for sheet in book.worksheets:
        if (sheet.max_row or 0) > MAX_ROWS or (sheet.max_column or 0) > MAX_COLUMNS:
            raise Unreadable(_("工作表 %(name)s 太大：最多 20000 行 300 列") % {"name": sheet.title})
    return book
