"""Catalogs that look different and say the same: nothing of their looks may change what is read."""

import pytest
from openpyxl.utils import column_index_from_string

from cms.catalog.importing import read_catalog
from cms.registry.spreadsheet import Grid
from tests.catalog.sheets import CATALOGS, SLUGS, as_csv, catalog_book, found, read, small_book


def given(slug: str = "chengguan") -> list[dict]:
    return read_catalog(CATALOGS / f"{slug}.xlsx").as_dict()["items"]


def blank_rows(sheet):
    sheet.insert_rows(42, 3)


def trailing_notes(sheet):
    sheet.append(["2.本目录自印发之日起施行。"])
    sheet.append(["填报人：张三", None, None, "审核人：李四"])
    sheet.append(["合计", None, None, "37项"])


def numbered_ahead(sheet):
    for number in range(38, 45):
        sheet.append([number])


def header_again(sheet):
    """The header of the second page, typed again below the last row, its title above it."""
    sheet.append(["城关街道党工委党务公开目录（2026年版）"])
    sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=24)
    for row in (3, 4):
        sheet.append([cell.value for cell in sheet[row]])


def full_width(sheet):
    sheet["B5"] = "ＺＪ－０１"
    sheet["R5"] = "长期公开，变更后１０个工作日内更新"
    sheet["R6"] = "长期公开，变更后 十 个工作日内更新"
    sheet["U6"] = " 重要　"
    sheet["V15"] = "Ｙ"
    sheet["F3"] = "公开 依据"


def other_ticks(sheet):
    sheet["G5"], sheet["G6"], sheet["K5"], sheet["M5"] = "✓", "☑", "√", None


@pytest.mark.parametrize(
    "change",
    [blank_rows, trailing_notes, numbered_ahead, header_again, full_width, other_ticks],
    ids=lambda change: change.__name__,
)
def test_the_same_catalog_in_another_shape(tmp_path, change):
    book = catalog_book()
    change(book.active)
    document = read(book, tmp_path)
    assert document.problems == []
    assert document.as_dict()["items"] == given()


def test_a_row_below_the_notes_is_still_an_item(tmp_path):
    """The control: what is skipped is skipped for what it says, not for where it stands."""
    book = catalog_book()
    trailing_notes(book.active)
    book.active.append([38, "ZJ-38", "说明", "解读说明", "要素", "依据", "√"])
    document = read(book, tmp_path)
    assert (document.items[-1].code, document.items[-1].title) == ("ZJ-38", "解读说明")
    book.active.append([39, None, None, None, "只写了内容"])
    assert ("error", 48, "D", "没有二级事项") in found(read(book, tmp_path))


def test_columns_in_another_order(tmp_path):
    book = small_book({}, {"编码": "ZJ-02", "二级事项": "班子", "公示期": "7日"})
    straight = read(book, tmp_path).as_dict()
    sheet = book.active
    rows = [[cell.value for cell in row][::-1] for row in sheet.iter_rows()]
    sheet.delete_rows(1, sheet.max_row)
    for row in rows:
        sheet.append(row)
    assert read(book, tmp_path).as_dict() == straight
    assert straight["problems"] == []


def test_an_item_over_two_rows_is_one_item(tmp_path):
    book = catalog_book()
    sheet = book.active
    for letter in "ABDFGR":
        column = column_index_from_string(letter)
        sheet.merge_cells(start_row=6, end_row=7, start_column=column, end_column=column)
    document = read(book, tmp_path)
    assert len(document.items) == 36
    assert document.items[1].content.splitlines() == [
        "班子成员姓名、职务、工作分工、联系片区",
        "村（社区）、机关、两新组织等基层党组织名称、数量、隶属关系",
    ]
    assert found(document) == [("doubt", 7, "E", "与第6行同属一个事项，只并入了公开内容")]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("slug", SLUGS)
def test_a_catalog_saved_as_csv_says_the_same(tmp_path, slug, encoding):
    """Merged cells are lost on the way: both header rows and the level-1 matters have to be found again."""
    path = as_csv(catalog_book(slug), tmp_path / "catalog.csv", encoding)
    document = read_catalog(path)
    assert document.problems == []
    assert document.as_dict()["items"] == given(slug)
    assert (document.unit_name, str(document.filed_on)) == (
        read_catalog(CATALOGS / f"{slug}.xlsx").unit_name,
        "2026-01-10",
    )


def test_a_blank_section_is_filled_in_a_csv_only(tmp_path):
    """In a workbook a cell that is blank and not merged says nothing."""
    book = catalog_book()
    book.active.unmerge_cells("C5:C7")
    assert found(read(book, tmp_path)) == [
        ("error", 6, "C", "没有一级事项"),
        ("error", 7, "C", "没有一级事项"),
    ]


def test_a_header_of_two_rows_whose_cells_are_not_merged(tmp_path):
    book = catalog_book()
    for area in list(book.active.merged_cells.ranges):
        if area.max_row <= 4:
            book.active.unmerge_cells(str(area))
    document = read(book, tmp_path)
    assert document.problems == []
    assert document.as_dict()["items"] == given()


@pytest.mark.parametrize(
    "cells",
    [
        {"U2": "填报日期：2026-01-10"},
        {"U2": "填报日期：2026/1/10"},
        {"U2": "日 期: 2026.1.10"},
        {"A2": "填报单位：", "C2": "城关街道党工委", "U2": "填报日期："},
    ],
)
def test_the_date_in_whatever_form_and_cell(tmp_path, cells):
    book = catalog_book()
    sheet = book.active
    for area in ("A2:F2", "U2:X2"):
        sheet.unmerge_cells(area)
    for place, value in cells.items():
        sheet[place] = value
    if cells["U2"].endswith("："):
        sheet["W2"] = 46032
        sheet["W2"].number_format = "yyyy-mm-dd"
    document = read(book, tmp_path)
    assert (str(document.filed_on), document.unit_name, document.problems) == (
        "2026-01-10",
        "城关街道党工委",
        [],
    )


def test_a_note_is_a_note_and_a_row_is_a_row():
    grid = Grid(
        "x",
        [["注：如有变动"], ["说明文字", "ZJ-01", "标题"], ["", "", ""], ["共计", "3"], ["一", "二", "三"]],
    )
    assert [grid.is_remark(row) for row in grid.rows()] == [True, True, False, True, False]
