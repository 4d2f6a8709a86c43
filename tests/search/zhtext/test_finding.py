"""What a query finds: the literals that are built here, as PostgreSQL understands them."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cms.search.zhtext import parse, split, tsquery, vector
from cms.search.zhtext.vectors import LAP

BODY = "关于三务公开，民生实事的通知。依据GB/T 18894和DA-2023，政发〔2023〕5号，主 任批示；日本人穿和服，不在和服务员说。医院"


def finds(q: str, body: str = BODY, title: str = "", **options) -> bool | None:
    """None when there is no query."""
    literal = tsquery(parse(q, synonyms=options.pop("synonyms", {})), **options)
    if literal is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector(title, body), literal])
        return cursor.fetchone()[0]


FOUND = "三务公开 务公开 民生 医 民 GB/T gb/t ＧＢ／Ｔ gb/t18894 DA-2023 da 18894 政发〔2023〕5号 政发[2023]5号 5号 主任"
NOT_FOUND = "2023政发 公开民生 民实 文物 8894 g t1889 5号主任 生民 发5 发2 民生实事2023"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "q", [*FOUND.split(), "GB/T 18894", "民生实事 三务公开", "主 任", "民生实事 -文物", "-民生", "公开，民生"]
)
def test_found(q):
    assert finds(q)


@pytest.mark.django_db
@pytest.mark.parametrize("q", [*NOT_FOUND.split(), "民生实事 -三务公开", "民生实事 文物"])
def test_not_found(q):
    assert finds(q) is False


@pytest.mark.django_db
def test_a_whole_word_is_not_two_halves_of_its_neighbours():
    assert finds("和服", "文员和服务员", whole_words=False)
    assert not finds("和服", "文员和服务员", whole_words=True)
    assert finds("和服", "她穿和服", whole_words=True)
    assert finds("民生实事", whole_words=True)
    assert finds("书", "秘书长在看书，书是好的", whole_words=True)
    assert not finds("书", "秘书长", whole_words=True)


@pytest.mark.django_db
def test_one_word_is_found_by_another_that_says_the_same():
    synonyms = {"三务公开": ["村务公开", "党务 公开"], "gb": ["国标"]}
    assert finds("三务公开情况", "村务公开情况如下", synonyms=synonyms)
    assert finds("三务公开情况", "党务公开情况如下", synonyms=synonyms)
    assert finds("gb 18894", "国标18894", synonyms=synonyms)
    assert not finds("三务公开情况", "村务公开", synonyms=synonyms)
    # A word that only begins so is another word.
    assert not finds("gbk", "国标k", synonyms=synonyms)


@pytest.mark.django_db
def test_the_last_word_may_go_on_when_it_is_being_typed():
    assert finds("标准 gb", "GBK标准", prefix=True)
    assert not finds("标准 gb", "GBK标准")
    assert finds("标准 gb", "标准GBK", prefix=True, whole_words=True)


@pytest.mark.django_db
def test_title_and_body_are_no_phrase_and_the_title_weighs_more():
    assert finds("公开", "开会", title="党务公") is False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ts_rank(%(weights)s::real[], %(title)s::tsvector, %(q)s::tsquery)"
            " > ts_rank(%(weights)s::real[], %(body)s::tsvector, %(q)s::tsquery)",
            {
                "weights": [0.02, 0.5, 0.15, 1.0],
                "title": vector("民生", "别的"),
                "body": vector("别的", "民生"),
                "q": tsquery(parse("民生")),
            },
        )
        assert cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_long_text_is_found_at_its_end_and_where_counting_begins_again():
    filling = "".join(chr(0x4E00 + place * 7919 % 20000) for place in range(LAP - 3))
    assert finds("干部任免事项", filling + "干部任免事项" + filling + "民生实事")
    assert finds("民生实事", filling + "干部任免事项" + filling + "民生实事")


HAN = st.text(st.sampled_from("党务公开民生实事干部任免医的〇𠀀"), min_size=1, max_size=12)
WORDS = st.from_regex(r"[A-Za-z0-9Ａé]{1,6}", fullmatch=True)
JOINTS = st.sampled_from(["", " ", "-", "〔", "/"])
MARKS = st.sampled_from(["，", "。", "\n", "；", "、", "？"])


@st.composite
def phrases(draw) -> str:
    """Han and words by turns: nothing but a joint between them."""
    parts = [draw(HAN)]
    for _more in range(draw(st.integers(0, 3))):
        parts += [draw(JOINTS), draw(WORDS), draw(JOINTS), draw(HAN)]
    return "".join(parts)


class OfAnyText(TestCase):
    @settings(max_examples=150, deadline=None)
    @given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=60), st.booleans(), st.booleans())
    def test_postgresql_takes_every_literal(self, title, body, q, whole_words, prefix):
        assert finds(q, body, title, whole_words=whole_words, prefix=prefix) in (True, False, None)

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.tuples(phrases(), MARKS), min_size=1, max_size=6), st.data())
    def test_every_phrase_of_a_text_is_found_in_it(self, told, data):
        body = "".join(phrase + mark for phrase, mark in told)
        phrase = data.draw(st.sampled_from(told))[0].split()[0]
        assert finds(phrase, body)
        assert finds(phrase, "别的", body)

    @settings(max_examples=100, deadline=None)
    @given(HAN, HAN, HAN)
    def test_a_stretch_of_han_is_found_exactly_where_it_stands(self, text, other, sought):
        assert finds(sought, f"{text}，{other}") is (sought in text or sought in other)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "x" * 5_000,
        "\U00020000" * 20_000,
        " ".join(f"w{n}" for n in range(60_000)),
        "的" * 50_000,
        "a\0b'\\:*",
    ],
    ids=["a long word", "astral", "many words", "one character", "signs"],
)
def test_postgresql_takes_what_is_large_or_odd(text):
    assert finds(text[:200], text)


@pytest.mark.django_db
def test_more_lexemes_than_a_vector_holds_are_left_out():
    text = "".join(chr(0x20000 + place * 7919 % 40000) for place in range(200_000))
    assert finds(text[:10], text)


def test_a_split_text_is_whole_and_no_sentence_of_it_is_cut():
    text = "民生实事。" * 30_000
    assert "".join(split(text)) == text
    assert all(part.endswith("。") and len(part) <= 100_000 for part in split(text))
    assert [len(part) for part in split("字" * 250_000)] == [100_000, 100_000, 50_000]
    assert split("") == []
