"""Lines of Chinese text: as wide as they may be, and none that a reader trips over."""

import pytest

from plugins.noticeboard.typesetting import NOT_FIRST, NOT_LAST, break_lines


def width(text: str) -> float:
    return sum(1 if ord(sign) > 0x2000 else 0.5 for sign in text)


def lines(text, wide, most=0):
    return break_lines(text, width=wide, measure=width, most=most)


@pytest.mark.parametrize("wide", range(3, 12))
def test_no_line_is_too_wide_begins_with_a_closing_or_ends_with_an_opening_sign_and_nothing_is_lost(wide):
    text = "公示期为2026年3月5日至11日（五个工作日），有意见的，请来信、来电（020-12345678）或者来访。“两新”组织也一样！"
    made = lines(text, wide)
    assert "".join(made) == text
    for line in made:
        assert width(line) <= wide
        assert line[0] not in NOT_FIRST
        assert line[-1] not in NOT_LAST


def test_words_and_numbers_stay_whole_while_they_fit():
    assert lines("共收缴党费123,456.78元整", 8) == ["共收缴党费", "123,456.78元整"]
    assert lines("abcdefghijkl", 3) == ["abcdef", "ghijkl"]
    assert lines("read the notice", 4) == ["read the", "notice"]


def test_what_is_too_long_is_cut_with_a_mark_and_nothing_stays_nothing():
    assert lines("一二三四五六七八九十", 4, most=2) == ["一二三四", "五六七…"]
    assert lines("一二三，四五六七", 4, most=1) == ["一二三…"]
    assert lines("一二三四", 4, most=1) == ["一二三四"]
    assert lines("", 4) == []
    assert lines("，。，。", 1) == ["，", "。", "，", "。"]
