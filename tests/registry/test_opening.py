"""Files that are no workbook, or one that must not be opened: one clear sentence each, and nothing unpacked."""

import random
import time
import zipfile

import pytest
from openpyxl import Workbook

from cms.catalog.importing import read_catalog
from cms.registry.spreadsheet import Unreadable, read_csv, read_grids
from cms.registry.workbook import read_district
from tests.registry.books import DISTRICT, with_part

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"
BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">%s]><x>&j;</x>""" % b"".join(
    b'<!ENTITY %c "%s">' % (name, b"&%c;" % (name - 1) * 10) for name in range(ord("b"), ord("k"))
)


def refused(path) -> str:
    """The one sentence that both readers say of a file."""
    _district, problems = read_district(path)
    assert [problem.level for problem in problems] == ["error"]
    assert [str(p) for p in read_catalog(path).problems] == [str(problems[0])]
    return problems[0].message


def ole2(stream: str) -> bytes:
    """The start of a compound file with one named stream in its directory."""
    entry = stream.encode("utf-16-le").ljust(64, b"\0") + bytes([len(stream) * 2 + 2, 0]) + bytes(62)
    return OLE2 + bytes(504) + entry


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"", "文件 a.xlsx 是空的"),
        ("a.xlsx", b"%PDF-1.7 no workbook", "文件 a.xlsx 不是 Excel 工作簿（.xlsx）"),
        ("a.xlsx", ole2("EncryptedPackage"), "文件 a.xlsx 设有打开密码，请取消密码后另存"),
        ("a.xlsx", ole2("Workbook"), "文件 a.xlsx 是旧的 .xls 格式，请另存为 .xlsx"),
        ("a.xls", ole2("Workbook"), "文件 a.xls 是旧的 .xls 格式，请另存为 .xlsx"),
    ],
)
def test_what_is_no_workbook_is_named_for_what_it_is(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path) == said


def test_a_document_is_no_district_and_may_be_a_catalog(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(b"PK\x03\x04")
    _district, problems = read_district(path)
    assert [p.message for p in problems] == ["文件 a.docx 是 Word 文件，请把表格另存为 .xlsx"]
    assert [p.message for p in read_catalog(path).problems] == ["文件 a.docx 不是 Word 文档（.docx）"]


def test_a_missing_file_and_a_folder_are_said(tmp_path):
    assert refused(tmp_path / "none.xlsx") == "找不到文件 none.xlsx"
    (tmp_path / "folder.xlsx").mkdir()
    assert refused(tmp_path / "folder.xlsx") == "folder.xlsx 不是文件"


def test_a_zip_that_is_no_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    assert refused(path) == "文件 a.xlsx 不是 Excel 工作簿（.xlsx）"


def test_a_damaged_workbook(tmp_path):
    path = with_part(DISTRICT, tmp_path / "a.xlsx", SHEET, b"<worksheet><sheetData><row")
    assert refused(path) == "文件 a.xlsx 已损坏，请用 Excel 打开后另存"


def test_a_file_of_50_mb_is_refused_unread(tmp_path):
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(50 << 20)
    assert refused(path) == "文件 a.xlsx 有 50 MB，超过 10 MB 的上限，请删去图片后另存"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = with_part(DISTRICT, tmp_path / "a.xlsx", SHEET, b" " * (61 << 20))
    assert path.stat().st_size < 1 << 20
    started = time.process_time()
    assert refused(path) == "文件 a.xlsx 解开后过大，不予读取"
    assert time.process_time() - started < 1


def test_a_large_one_that_is_packed_less_tightly_is_refused_too(tmp_path):
    chance = random.Random(7)
    blocks = b"".join(chance.randbytes(512).hex().encode() + b" " * 30_000 for _number in range(2050))
    path = with_part(DISTRICT, tmp_path / "a.xlsx", "xl/extra.xml", blocks)
    assert len(blocks) / path.stat().st_size < 100
    assert refused(path) == "文件 a.xlsx 解开后过大，不予读取"


def test_a_smaller_bomb_shows_by_its_ratio(tmp_path):
    path = with_part(DISTRICT, tmp_path / "a.xlsx", "xl/extra.xml", b"<x>" + b" " * (20 << 20) + b"</x>")
    assert refused(path) == "文件 a.xlsx 解开后过大，不予读取"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_an_entity_bomb_is_refused(tmp_path, part):
    path = with_part(DISTRICT, tmp_path / "a.xlsx", part, BOMB)
    started = time.process_time()
    assert refused(path) == "文件 a.xlsx 含有不安全的内容，不予读取"
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "merge", [b'<mergeCell ref="A1:XFD1048576"/>', b'<mergeCell ref="A1:CV20000"/>' * 40]
)
def test_merged_areas_without_end_do_no_harm(tmp_path, merge):
    """A workbook reader that makes a cell for each place of a merged area would never come back."""
    sheet = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row></sheetData><mergeCells>%s</mergeCells>
        </worksheet>"""
    path = with_part(DISTRICT, tmp_path / "a.xlsx", SHEET, sheet % merge)
    started = time.process_time()
    grids = read_grids(path)
    assert (grids[0].height, grids[0].width) == (1, 1)
    assert time.process_time() - started < 5


def test_too_many_rows_or_columns_are_refused_and_formatting_beyond_the_table_is_not(tmp_path):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("长")
    for _number in range(20_001):
        sheet.append(["x"])
    book.save(tmp_path / "long.xlsx")
    said = "工作表 长 太大：最多 20000 行 300 列，请删去表格以外的行和列"
    with pytest.raises(Unreadable, match=said):
        read_grids(tmp_path / "long.xlsx")
    book = Workbook()
    book.active["A1"] = "x"
    book.active["A1048576"].number_format = "0.00"
    book.active["XFD2"].number_format = "0.00"
    book.save(tmp_path / "far.xlsx")
    assert [grid.cells for grid in read_grids(tmp_path / "far.xlsx")] == [[["x"]]]


@pytest.mark.parametrize("content", [b"\xff\xfea\0b\0", b"a,b\0c", b"\x80\x80\xff,\xff"])
def test_a_csv_that_is_no_text(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=r"文件 a\.csv 不是 UTF-8 或 GB 18030 编码的 csv"):
        read_csv(path)
