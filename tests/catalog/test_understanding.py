"""What was understood, cell by cell: what the cell says, where it stands, what that was taken to mean, and any doubt."""

import pytest
from openpyxl import Workbook

from cms.catalog.importing.report import lines
from cms.catalog.importing.understanding import understanding
from tests.catalog.sheets import catalog_book, read, small_book


@pytest.fixture
def doubted(tmp_path):
    row = {"公开范围": "党员", "公开方式": "会议", "公开时限": "每季度首月20日前", "编码": "甲"}
    return read(small_book({}, row), tmp_path)


def cells(item) -> dict:
    return {cell.field: cell for cell in item.cells}


def test_a_cell_that_is_doubted_says_what_it_was_taken_for_and_why(doubted):
    good, bad = understanding(doubted).items
    assert (good.level, bad.level) == ("ok", "warning")
    timing, scope = cells(bad)["timing"], cells(bad)["scope"]
    assert (timing.row, timing.column, timing.text, timing.understood, timing.level) == (
        3, "H", "每季度首月20日前", "每季度公开，次月20日前", "doubt",
    )  # fmt: skip
    assert (scope.text, scope.understood, scope.messages) == (
        "党员", "党内公开", ("公开范围“党员”按“党内公开”理解，请核对",),
    )  # fmt: skip


def test_ticks_are_told_with_the_headers_they_stand_under(tmp_path):
    item = understanding(read(catalog_book(), tmp_path)).items[1]
    scope, channels = cells(item)["scope"], cells(item)["channels"]
    assert (scope.column, scope.text, scope.understood) == ("G–J", "社会公开 √", "社会公开")
    assert channels.text.startswith("党务公开专栏 ■　公开栏 ■　微信公众号 □")
    assert channels.understood == "党务公开专栏、公开栏"


def test_every_column_is_told_and_what_was_not_read(tmp_path):
    book = small_book({})
    book.active["N1"] = "分管领导"
    found = understanding(read(book, tmp_path))
    assert [(column.column, column.header, column.field) for column in found.columns[-2:]] == [
        ("M", "衔接公开", "linked"),
        ("N", "分管领导", ""),
    ]
    assert [problem.message for problem in found.beside] == ["没有读取列“分管领导”"]


def test_every_finding_is_told_once_at_an_item_or_beside(doubted):
    found = understanding(doubted)
    told = [message for item in found.items for cell in item.cells for message in cell.messages]
    assert sorted([*told, *(one.message for one in found.beside)]) == sorted(
        problem.message for problem in doubted.problems
    )


def test_a_file_of_which_nothing_was_read_has_nothing_to_show(tmp_path):
    found = understanding(read(Workbook(), tmp_path))
    assert (found.items, found.columns, len(found.beside)) == ((), (), 1)


def test_the_terminal_shows_what_is_doubted_or_every_item(doubted):
    short, full = [*lines(doubted, every=False)], [*lines(doubted, every=True)]
    assert "    公开时限 H3：“每季度首月20日前” → 每季度公开，次月20日前" in short
    assert not any(line.startswith("ZJ-01") for line in short)
    assert any(line.startswith("ZJ-01  机构设置  社会公开") for line in full)
