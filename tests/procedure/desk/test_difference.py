"""Paragraphs are compared with those they came from, words of them one by one, and nothing comes through as mark-up."""

import time
from random import Random

from cms.procedure.comparing import changed_pieces
from cms.procedure.desk.difference import compare


def told(before: list[str], after: list[str]) -> list[str]:
    return [f"({row.skipped})" if row.skipped else row.inline for row in compare(before, after)]


def test_only_what_changed_is_marked_and_figures_stay_whole():
    before = ["一", "二", "拨款 1,200.50 元给三组", "四", "五", "六"]
    after = ["一", "二", "拨款 1,300.50 元给三组", "四", "五", "六"]
    found = told(before, after)
    assert found == ["(1)", "二", "拨款 <del>1,200.50</del><ins>1,300.50</ins> 元给三组", "四", "(2)"]
    sides = [(row.before, row.after) for row in compare(before, after) if row.changed]
    assert sides == [("拨款 <del>1,200.50</del> 元给三组", "拨款 <ins>1,300.50</ins> 元给三组")]


def test_a_paragraph_that_went_does_not_drag_its_neighbour_along():
    found = told(["基本情况", "周一由办工室值班。"], ["周一由办公室值班。", "电话另行公布。"])
    assert found == [
        "<del>基本情况</del>",
        "周一由办<del>工</del><ins>公</ins>室值班。",
        "<ins>电话另行公布。</ins>",
    ]


def test_the_same_is_no_difference_and_mark_up_is_shown_not_run():
    assert told(["一", "二"], ["一", "二"]) == []
    assert told([], ["<script>"]) == ["<ins>&lt;script&gt;</ins>"]
    assert told(["a<b"], ["a<b", "新"]) == ["a&lt;b", "<ins>新</ins>"]


def test_long_documents_are_compared_in_time():
    """Both would take minutes character by character."""
    luck = Random(1)
    text = "".join(chr(0x4E00 + int(luck.paretovariate(0.6)) % 2500) for _n in range(20_000))
    began = time.process_time()
    assert changed_pieces(text, text[:9000] + "改" + text[9001:]) == [text[9000] + "改"]
    assert sum(map(len, changed_pieces(text, text[::-1]))) > 1000
    before = [text[n : n + 200] for n in range(0, 20_000, 200)] * 3
    assert all(row.changed for row in compare(before, [line[1:] + "改" for line in before]))
    assert time.process_time() - began < 10
