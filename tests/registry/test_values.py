"""Dates and texts as people type them."""

import datetime as dt

import pytest

from cms.registry.spreadsheet.values import as_text, plain, read_date


@pytest.mark.parametrize(
    "text",
    [
        "2026年1月10日",
        "2026 年 1 月 10 日",
        "2026-1-10",
        "2026-01-10",
        "2026/1/10",
        "2026.01.10",
        "２０２６年１月１０日",
        "20260110",
        "46032",
        "填报日期：2026年1月10日",
    ],
)
def test_a_date_is_read_however_it_is_written(text):
    assert read_date(text) == dt.date(2026, 1, 10)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "年 月 日",
        "2026年2月30日",
        "2026-13-01",
        "2025/2/29",
        "2026年1月",
        "26.1.10",
        "99999999",
        "3",
        "2026-1-100",
    ],
)
def test_what_is_no_day_is_none(text):
    assert read_date(text) is None


def test_a_leap_day_is_a_day():
    assert read_date("2028年2月29日") == dt.date(2028, 2, 29)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (10.0, "10"),
        (10.5, "10.5"),
        (dt.datetime(2026, 1, 10), "2026-01-10"),
        ("\u200b 区委\ufeff ", "区委"),
        (True, "True"),
    ],
)
def test_a_cell_is_the_text_a_person_reads(value, text):
    assert as_text(value) == text


def test_full_width_and_space_do_not_make_a_difference():
    assert plain("区财政局（区国资办） 党组") == plain("区财政局(区国资办)党组")
    assert plain("ＺＪ－０１") == "ZJ-01"
