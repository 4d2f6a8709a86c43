"""Catalogs that are wrong: each finding with its cell, all of them at once, nothing guessed."""

import time

import pytest

from tests.catalog.sheets import catalog_book, found, read, small_book


def changed(cells: dict[str, object], slug: str = "chengguan"):
    book = catalog_book(slug)
    for place, value in cells.items():
        book.active[place] = value
    return book


@pytest.mark.parametrize(
    ("place", "value", "level", "said"),
    [
        ("B6", None, "error", "没有编码"),
        ("B6", "ZJ-01", "error", "编码“ZJ-01”与第5行重复"),
        ("B6", "甲一", "warning", "编码“甲一”不合惯例，应如 ZJ-01"),
        ("D6", None, "error", "没有二级事项"),
        ("D6", "机构设置与职能。", "doubt", "与第5行“机构设置与职能”几乎相同"),
        ("D6", "题" * 201, "error", "二级事项有 201 个字，最多 200 个"),
        ("E6", None, "warning", "没有公开内容（要素）"),
        ("F6", None, "warning", "没有公开依据"),
        ("G6", None, "error", "没有勾选公开范围"),
        ("H6", "√", "error", "公开范围勾选了不止一项"),
        ("H6", "？", "doubt", "看不懂标记“？”"),
        ("R6", None, "error", "没有公开时限"),
        ("R6", "适时", "error", "看不懂公开时限“适时”"),
        ("R6", "长期公开，每年更新", "error", "公开时限“长期公开，每年更新”有几种理解（变更时更新、每年），请只写一种"),
        ("R6", "每季度公开", "warning", "公开时限“每季度公开”没有写工作日数"),
        ("R6", "每年公开，期末后90个工作日内", "doubt", "90个工作日过长，请核对"),
        ("T6", None, "warning", "没有责任单位（科室）"),
        ("U6", None, "error", "没有审批层级"),
        ("U6", "特别", "error", "看不懂审批层级“特别”"),
        ("V6", "也许", "doubt", "看不懂重点事项标记“也许”"),
        ("W6", "警务公开", "doubt", "不认识衔接公开“警务公开”"),
        ("U2", "填报日期：2026年2月30日", "error", "看不懂日期“2026年2月30日”，或没有这一天，应如 2026-01-10"),
        ("U2", "填报日期：2026年1月", "error", "看不懂日期“2026年1月”，或没有这一天，应如 2026-01-10"),
        ("D6", "=D5", "error", "单元格是公式，请复制后以“数值”粘贴"),
        ("K6", '=IF(1,"■","□")', "error", "单元格是公式，请复制后以“数值”粘贴"),
    ],
)  # fmt: skip
def test_one_bad_cell_is_one_finding_at_its_place(tmp_path, place, value, level, said):
    document = read(changed({place: value}), tmp_path)
    letter = "G" if said.startswith(("没有勾选", "公开范围勾选")) else place[0]
    assert found(document) == [(level, int(place[1:]), letter, said)]
    assert len(document.items) == 37


def test_a_code_that_is_too_long_for_the_register(tmp_path):
    assert found(read(changed({"B6": "Z" * 21}), tmp_path)) == [
        ("error", 6, "B", "编码有 21 个字，最多 20 个"),
        ("warning", 6, "B", f"编码“{'Z' * 21}”不合惯例，应如 ZJ-01"),
    ]


def test_what_a_document_does_not_say_is_null_and_never_a_guess(tmp_path):
    blank = dict.fromkeys(["E6", "F6", "G6", "R6", "T6", "U6", "V6", "W6", "K6", "L6"])
    item = read(changed(blank), tmp_path).as_dict()["items"][1]
    assert item == {
        "code": "ZJ-02",
        "section": "组织概况",
        "title": "领导班子成员及分工",
        "content": None,
        "basis": None,
        "scope": None,
        "channels": [],
        "timing": None,
        "frequency": None,
        "due_workdays": None,
        "notice": None,
        "responsible": None,
        "approval_level": None,
        "key": False,
        "linked": [],
        "reason": None,
        "due_day": None,
        "form": None,
        "review_on": None,
        "title_hidden": None,
        "change_note": None,
        "proposed_code": None,
    }


@pytest.mark.parametrize(
    ("without", "level", "field"),
    [
        ("编码", "doubt", "code"),
        ("一级事项", "error", "section"),
        ("公开范围", "error", "scope"),
        ("公开时限", "error", "timing"),
        ("审批层级", "error", "approval_level"),
        ("公开依据", "warning", "basis"),
        ("公开方式", "warning", "channels"),
    ],
)
def test_a_missing_column_is_said_once_and_its_field_is_null(tmp_path, without, level, field):
    document = read(small_book({}, {"编码": "ZJ-02", "二级事项": "班子"}, without=(without,)), tmp_path)
    assert [(p.level, p.sheet, p.row, p.field) for p in document.problems] == [(level, "公开目录", 1, field)]
    assert [item[field] for item in document.as_dict()["items"]] == [None, None]


@pytest.mark.parametrize("without", ["重点事项", "衔接公开", "公示期"])
def test_a_column_that_need_not_be_there_is_null_too(tmp_path, without):
    document = read(small_book({}, without=(without,)), tmp_path)
    field = {"重点事项": "key", "衔接公开": "linked", "公示期": "notice"}[without]
    assert (document.problems, document.as_dict()["items"][0][field]) == ([], None)


def test_every_problem_is_named_at_once_errors_first(tmp_path):
    document = read(
        changed({"B6": None, "R9": "适时", "G12": None, "F13": None, "W20": "警务公开"}), tmp_path
    )
    assert [(p.level, f"{p.column}{p.row}") for p in document.problems] == [
        ("error", "B6"),
        ("error", "R9"),
        ("error", "G12"),
        ("warning", "F13"),
        ("doubt", "W20"),
    ]


def test_a_sheet_without_a_header_and_one_without_items(tmp_path):
    book = catalog_book()
    book.active.delete_rows(3, 2)
    assert found(read(book, tmp_path)) == [
        ("error", None, None, "没有找到表头（编码、一级事项、二级事项、公开范围、公开时限 …）")
    ]
    assert found(read(small_book(), tmp_path)) == [("error", 2, None, "表头下面没有事项")]


def test_a_channel_for_everybody_does_not_go_with_a_narrower_scope(tmp_path):
    document = read(changed({"K11": "■"}), tmp_path)
    assert found(document) == [("doubt", 11, "K", "公开范围是“党内公开”，却用了对社会公开的“党务公开专栏”")]


def test_a_column_nobody_knows_is_told(tmp_path):
    book = small_book({})
    book.active["N1"], book.active["N2"] = "分管领导", "张三"
    assert found(read(book, tmp_path)) == [("warning", 1, "N", "没有读取列“分管领导”")]


def test_a_second_catalog_in_the_file_is_told_and_hidden_sheets_are_not_read(tmp_path):
    book = catalog_book()
    copy = book.copy_worksheet(book.active)
    copy.title = "上年目录"
    document = read(book, tmp_path)
    assert [(p.level, p.sheet, p.message) for p in document.problems] == [
        ("warning", "上年目录", "工作表“上年目录”也像一份目录，没有读取")
    ]
    copy.sheet_state = "hidden"
    assert read(book, tmp_path).problems == []


def test_formulas_that_nobody_reads_do_no_harm(tmp_path):
    """The running number, and a sum below the table."""
    document = read(changed({"A6": "=A5+1", "A42": "合计", "B42": "=COUNTA(B5:B41)"}), tmp_path)
    assert (document.problems, len(document.items)) == ([], 37)


def test_a_form_whose_date_is_left_blank_has_none(tmp_path):
    document = read(changed({"U2": "填报日期：    年  月  日"}), tmp_path)
    assert (document.filed_on, document.problems) == (None, [])


def test_a_thousand_titles_alike_are_compared_in_a_moment(tmp_path):
    rows = [{"编码": f"ZJ-{n:04d}", "二级事项": f"完全一样长的标题之第{n:04d}号事项"} for n in range(1000)]
    started = time.process_time()
    document = read(small_book(*rows), tmp_path)
    assert len(document.items) == 1000
    assert time.process_time() - started < 30
