"""Workbooks that look different and say the same: nothing of their looks may change what is read."""

from dataclasses import replace

import pytest
from openpyxl import Workbook

from cms.registry.workbook import District, read_district
from tests.registry.books import DISTRICT, HEADERS, LINES, RELATIONS, UNITS, district_book, saved


def read(book: Workbook, folder) -> District:
    district, problems = read_district(saved(book, folder))
    assert problems == []
    return district


def without_rows(district: District) -> tuple:
    """What a district says, wherever it says it."""
    lists = (district.lines, district.units, district.relations)
    return district.name, *[[replace(row, row=0) for row in rows] for rows in lists]


@pytest.fixture(scope="module")
def given() -> tuple:
    return without_rows(read_district(DISTRICT)[0])


def reshaped(change) -> Workbook:
    book = district_book()
    change(book)
    return book


def reverse_columns(book):
    for sheet in book.worksheets:
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        title = sheet["A1"].value if sheet.title != RELATIONS else None
        rows = [[cell.value for cell in row][::-1] for row in sheet.iter_rows()]
        sheet.delete_rows(1, sheet.max_row)
        for row in rows:
            sheet.append(row)
        if title:
            for cell in sheet[1]:
                cell.value = None
            sheet["A1"] = title


def extra_columns(book):
    for sheet in book.worksheets:
        sheet.insert_cols(2)
        sheet.cell(2, 2, "联系人")
        sheet.cell(5, 2, "张三")


def lower_headers(book):
    """Two lines of title more, as offices like them."""
    for name in (LINES, UNITS):
        book[name].insert_rows(2, 2)
        book[name]["A2"] = "（2026年1月）"


def blank_rows(book):
    for sheet in book.worksheets:
        sheet.insert_rows(6, 2)
        sheet.append([None, "  ", None])


def numbered_ahead(book):
    for number in range(91, 99):
        book[UNITS].append([number])


def repeated_headers(book):
    for sheet in book.worksheets:
        header = 1 if sheet.title == RELATIONS else 2
        words = [cell.value for cell in sheet[header]]
        sheet.insert_rows(7)
        for column, word in enumerate(words, 1):
            sheet.cell(7, column, word)


def notes_and_sums(book):
    sheet = book[UNITS]
    sheet.append([])
    sheet.append(["合计", 90, None, "14 类"])
    sheet.append(["说明：1.本名录由区委办公室汇总；"])
    sheet.append(["2.如有变动请及时报告。"])
    sheet.append(["以上名录经区委常委会会议审定，自印发之日起执行。"])
    sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=9)
    sheet.append(["填报人：张三", None, None, "审核人：李四"])
    book[LINES].append(["注：条线数量为探索，可以调整"])


def full_width_and_spaces(book):
    sheet = book[UNITS]
    sheet["D12"], sheet["E12"], sheet["F12"] = " 街道 ", "镇 街级", "镇街道园区 "
    sheet["G61"] = "区财政局(区国资办)党组"
    sheet["G62"] = "区财政局（区国资办） 党组"
    sheet["B63"] = "区文旅集团\n党委"
    sheet["G2"] = "上级(指导) 党组织"
    sheet["B12"] = "\u200b城关街道党工委"
    book[RELATIONS]["A7"] = "区财政局(区国资办)党组"
    book[RELATIONS]["C7"] = "指导、 监督"


def merged_values(book):
    """A line and a superior written once for many units below each other."""
    sheet = book[UNITS]
    sheet.merge_cells("F43:F54")
    sheet.merge_cells("G43:G54")


def other_words(book):
    for name, fields in HEADERS.items():
        for column, synonyms in enumerate(fields.values(), 1):
            book[name].cell(1 if name == RELATIONS else 2, column, synonyms[-1])


def sheet_names_with_spaces(book):
    book[UNITS].title = " 单位 "


@pytest.mark.parametrize(
    "change",
    [
        reverse_columns,
        extra_columns,
        lower_headers,
        blank_rows,
        numbered_ahead,
        repeated_headers,
        notes_and_sums,
        full_width_and_spaces,
        merged_values,
        other_words,
        sheet_names_with_spaces,
    ],
    ids=lambda change: change.__name__,
)
def test_the_same_district_in_another_shape(tmp_path, given, change):
    assert without_rows(read(reshaped(change), tmp_path)) == given


def test_a_row_that_says_something_is_never_taken_for_a_note(tmp_path):
    """The control: a unit below the notes is read, and a row with a name alone is an error, not silence."""
    book = reshaped(notes_and_sums)
    book[UNITS].append([91, "新设单位党组", "xinshe", "区级机关部门", "区级", None, "区委办公室"])
    assert read(book, tmp_path).units[-1].slug == "xinshe"
    book[UNITS].append([92, "又一单位"])
    _district, problems = read_district(saved(book, tmp_path))
    assert [problem.field for problem in problems] == ["slug", "kind", "level"]


def test_without_a_title_the_district_has_no_name(tmp_path):
    book = district_book()
    book[LINES]["A1"] = book[UNITS]["A1"] = None
    assert read(book, tmp_path).name == ""


@pytest.mark.parametrize(
    ("title", "name"),
    [("2026年度示例区党务公开单位名录", "示例区"), ("东山县党务公开名录", "东山县"), ("单位名录", "")],
)
def test_the_name_of_the_district_is_in_the_title(tmp_path, title, name):
    book = district_book()
    book[LINES]["A1"], book[UNITS]["A1"] = None, title
    assert read(book, tmp_path).name == name
