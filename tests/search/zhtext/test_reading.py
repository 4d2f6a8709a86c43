"""A query taken apart, and one form for what reads the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.search.zhtext import MAX_CHARACTERS, Query, Term, normalise, parse, pinyin, runs, tsquery
from cms.search.zhtext.normal import fold
from cms.search.zhtext.queries import MAX_ALTERNATIVES


def term(*phrases: str) -> Term:
    return Term(tuple(tuple(phrase.split()) for phrase in phrases))


def test_words_are_all_wanted_and_a_later_one_with_a_dash_is_not():
    assert parse("民生实事　GB/T －日本 民生实事") == Query((term("民生实事"), term("gb t")), (term("日本"),))
    assert parse("-民生") == Query((term("民生"),))


def test_marks_part_a_word():
    assert parse("三务公开，民生实事。") == Query((term("三务公开"), term("民生实事")))


def test_synonyms_are_alternatives_in_the_order_given_and_not_without_end():
    query = parse("三务公开", synonyms={"三务公开": ["村务公开", "三务公开", "！"]})
    assert query.terms == (term("三务公开", "村务公开"),)
    many = {"公开": [f"公示{number}" for number in range(100)]}
    assert len(parse("党务公开", synonyms=many).terms[0].alternatives) == MAX_ALTERNATIVES
    # What is not wanted is meant as it stands.
    assert parse("民生 -三务公开", synonyms={"三务公开": ["村务公开"]}).excluded == (term("三务公开"),)


@pytest.mark.parametrize("q", ["", "  ", "。，！", "-", "- -", "\0", "\ud800", "%_'\"\\", "👍", "\u0301"])
def test_nothing_to_look_for(q):
    assert not parse(q)
    assert tsquery(parse(q)) is None


def test_of_a_long_query_the_beginning_is_read():
    assert parse("字" * 10_000) == parse("字" * MAX_CHARACTERS)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read(raw):
    for encoding, errors in (("utf-8", "surrogateescape"), ("utf-16", "replace"), ("latin-1", "strict")):
        tsquery(parse(raw.decode(encoding, errors), synonyms={"\\1": ["\\g<0>"]}))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ＧＢ／Ｔ", "gb/t"),
        ("主　任", "主任"),
        ("e\u0301", "é"),
        ("党\u200b务", "党务"),
        ("⼀⼆", "一二"),
        ("㎡", "m2"),
        ("A B\n民 B", "a b\n民 b"),
        ("党\0务\ud800", "党务"),
    ],
)
def test_reads_the_same(text, same):
    assert normalise(text) == same


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_the_way_back_leads_to_where_a_character_came_from(text):
    folded = fold(text)
    assert folded.text == normalise(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    for place in range(len(folded.text)):
        start, end = folded.original(place, place + 1)
        assert folded.text[place] in normalise(text[start:end])


def test_runs():
    assert list(runs("依据《条例》政发〔2023〕5号，GB/T 18894。3,000元")) == [
        ("依据",),
        ("条例",),
        ("政发", "2023", "5", "号"),
        ("gb", "t", "18894"),
        ("3", "000", "元"),
    ]


def test_pinyin():
    assert pinyin("民生实事《2023》") == (("min", "sheng", "shi", "shi", "2023"), "msss2023")
    assert pinyin("重庆银行")[0] == ("chong", "qing", "yin", "hang")
    assert pinyin("。") == ((), "")
