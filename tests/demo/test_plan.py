"""The implementation plan as a document: not a character lost, its headings and numbers kept."""

import re

import pytest

from cms.demo.loader import DATA
from cms.demo.plan import plan_blocks
from cms.pages.markup import plain_text

TEXT = (DATA / "plan-2023.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plan():
    return plan_blocks(TEXT)


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_no_character_is_lost_or_added(plan):
    title, blocks = plan
    shown = title + "".join(value if kind == "heading" else plain_text(value) for kind, value in blocks)
    assert letters(shown) == letters(TEXT)


def test_chapters_are_headings_in_their_order(plan):
    headings = [value for kind, value in plan[1] if kind == "heading"]
    assert headings == [
        line.strip() for line in TEXT.splitlines() if re.match(r"^[一二三四五六]、", line.strip())
    ]
    assert len(headings) >= 3


def test_numbered_measures_keep_their_number(plan):
    text = "".join(value for kind, value in plan[1] if kind == "rich_text")
    numbers = re.findall(r"<h3>(\d+)\.", text)
    assert numbers == re.findall(r"(?m)^\s*(\d+)\.", TEXT)


def test_enumerations_stand_in_paragraphs_of_their_own(plan):
    text = "".join(value for kind, value in plan[1] if kind == "rich_text")
    assert text.count("<p>") > len(TEXT.splitlines())


def test_what_looks_like_markup_is_shown_and_not_obeyed():
    _title, blocks = plan_blocks("标题\n一、甲乙\n正文<b>不</b>&是")
    assert blocks == [("heading", "一、甲乙"), ("rich_text", "<p>正文&lt;b&gt;不&lt;/b&gt;&amp;是</p>")]
