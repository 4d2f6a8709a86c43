"""Hits marked: all of them, and nothing of the text lost or let through."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.search.zhtext import highlight, marked, parse
from cms.search.zhtext.highlighting import hits

TEXTS = st.text(st.sampled_from("党务公开民生实。，\n ＡａB1½㎡<&>'\"\u0301\ud800\u200b\0"), max_size=80)


def plain(html: str) -> str:
    return unescape(re.sub("</?mark>", "", html))


@pytest.mark.parametrize(
    ("text", "q", "shown"),
    [
        ("民生实事与民生", "民生", "<mark>民生</mark>实事与<mark>民生</mark>"),
        ("ＧＢ／Ｔ 18894号 gbt", "gb/t", "<mark>ＧＢ／Ｔ</mark> 18894号 gbt"),
        ("<b>民生</b>&", "民生", "&lt;b&gt;<mark>民生</mark>&lt;/b&gt;&amp;"),
        ("主　任与主任", "主任", "<mark>主　任</mark>与<mark>主任</mark>"),
        ("公公公", "公公", "<mark>公公公</mark>"),
        ("100㎡", "m2", "100㎡"),
        ("㎡", "m2", "<mark>㎡</mark>"),
        ("党务公开", "党务 务公", "<mark>党务公</mark>开"),
        ("党务、公开", "党务公开", "党务、公开"),
        ("党务公开 会议", "党务 -会议", "<mark>党务</mark>公开 会议"),
        ("I\u0307stanbul İSTANBUL", "i̇stanbul", "<mark>I\u0307stanbul</mark> <mark>İSTANBUL</mark>"),
        ("A" * 150 + " a", "a" * 120, "<mark>" + "A" * 150 + "</mark> a"),
        ("民生", "？！", "民生"),
    ],
)
def test_marked(text, q, shown):
    assert marked(text, parse(q)) == shown


def test_every_alternative_is_marked():
    query = parse("三务公开", synonyms={"三务公开": ["村务公开"]})
    assert marked("三务公开即村务公开", query) == "<mark>三务公开</mark>即<mark>村务公开</mark>"


def test_places_begin_with_a_sentence_and_show_most_different_hits():
    text = (
        "开头。"
        + "无关的话。" * 40
        + "民生很好。"
        + "无关的话。" * 40
        + "党务公开，民生实事。"
        + "结尾。" * 40
    )
    shown = highlight(text, parse("党务公开 民生"), length=20, most=1)
    assert shown.startswith("…") and shown.endswith("…")
    assert "<mark>党务公开</mark>，<mark>民生</mark>实事。" in shown
    two = highlight(text, parse("党务公开 民生"), length=20, most=2)
    assert two.count("<mark>") == 3 and two.count("…") == 3


def test_a_place_next_to_another_is_joined_and_what_is_not_hit_begins_at_the_beginning():
    assert (
        highlight("民生一。民生二。", parse("民生"), length=4) == "<mark>民生</mark>一。<mark>民生</mark>二。"
    )
    assert highlight("甲" * 100, parse("民生"), length=10) == "甲" * 10 + "…"
    assert highlight("", parse("民生")) == ""


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_what_is_marked_is_the_text(text, q):
    query = parse(q)
    assert plain(marked(text, query)) == text
    for part in plain(highlight(text, query, length=10)).split("…"):
        assert part in text


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.text(st.sampled_from("党务公开民生"), min_size=1, max_size=3))
def test_every_place_of_a_phrase_is_marked(text, phrase):
    """Against a plain search, in texts where nothing folds to anything else."""
    text = re.sub("[^党务公开民生实。]", "", text)
    inside = {place for start, end in hits(text, parse(phrase)) for place in range(start, end)}
    expected = {
        place + step
        for place in range(len(text))
        if text.startswith(phrase, place)
        for step in range(len(phrase))
    }
    assert inside == expected
