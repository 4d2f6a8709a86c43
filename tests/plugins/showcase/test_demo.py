"""What the simulated year tells of best practices: each line its own, out of the unit's own column, with pictures."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from cms.demo.picture import sketch
from cms.demo.sketches import CALENDAR, PLACES, sketched
from cms.extension import Obligation, Unit
from cms.registry.vocabulary import UnitKind
from plugins.showcase.comparing import pairs
from plugins.showcase.demo.columns import Column, column_of
from plugins.showcase.demo.practices import counted, shown_of, story_of
from plugins.showcase.personal import names_somebody
from tests.plugins.showcase.conftest import at
from tests.plugins.showcase.practising import draft

pytestmark = pytest.mark.django_db(databases=["default", "central"])
LINES = [f"L{number:02}" for number in range(1, 13)]
TOLD = [*((line, "") for line in LINES), ("L07", UnitKind.SOCIAL_ORG)]
TODAY = timezone.localdate()
WORDS = dict.fromkeys(
    ("place", "about", "second", "items", "due_before", "met_before", "due_since", "met_since", "ahead"), "某"
)


def sentences(line, kind):
    story = story_of(line, kind)
    parts = [*story["story"], *story["replicable"], story["limits"], story["summary"]]
    return {one for text in parts for one in re.split("[。；]", text.format(**WORDS)) if len(one) > 12}


def test_no_two_stories_share_a_sentence_or_a_headline():
    seen = {}
    for line, kind in TOLD:
        for one in sentences(line, kind):
            assert seen.setdefault(one, line) == line, one
    assert len({story_of(*one)["title"] for one in TOLD}) == len(TOLD)
    assert len({story_of(line, "")["motif"] for line in LINES}) == len(LINES)


@pytest.mark.parametrize(("line", "kind"), TOLD)
def test_a_story_is_whole_and_names_nobody(line, kind):
    story = story_of(line, kind)
    text = "\n".join([story["title"], *story["story"], story["figures"], story["limits"]])
    assert len(text.format(**WORDS)) > 280 and len(story["replicable"]) >= 3
    assert not names_somebody(text) and "某" not in text
    assert story["motif"] in PLACES and set(story["aspects"]) <= set(range(1, 7))
    assert story["picture"]["alt"] != story["picture"]["caption"]


def test_who_is_never_ahead_of_time_does_not_say_how_far():
    for one in TOLD:
        early = counted(story_of(*one), WORDS | {"ahead": 3})
        just = counted(story_of(*one), WORDS | {"ahead": 0})
        assert "3个工作日" in early and "个工作日" not in just
        assert just.endswith("期。") and early.startswith(just[:-1])


def test_a_sketch_is_the_same_bytes_for_the_same_seed_and_another_for_another():
    assert sketched("village", seed="a") == sketched("village", seed="a") != sketched("village", seed="b")
    assert len({sketched(motif, seed="a") for motif in PLACES}) == len(PLACES)
    assert sketched(CALENDAR, seed="a", marks=[1] * 12) != sketched(CALENDAR, seed="a", marks=[2] * 12)


@at("shown")
def test_what_is_told_of_a_unit_is_its_own_column_with_pictures_of_the_centre(course):
    made = draft(course)
    with course.on("central"):
        unit = Unit.objects.select_related("tenant").get(slug="ta")
        told = shown_of(unit, "L02", TODAY, sketch=sketch)
        again = shown_of(unit, "L02", TODAY, sketch=sketch)
        column = column_of(unit, about=["没有这样的"], second=["也没有"], day=TODAY)
    assert told == again
    assert told["title"].startswith("甲镇：") and told["office"] == "甲镇党政综合办公室"
    assert str(column.items) in told["story"] and column.about == column.second
    assert [one["code"] for one in told["kit"]["items"]]
    assert all(one["alt"] and one["caption"] for one in told["photos"]) and len(told["photos"]) == 2
    course.do("central", "edit", made.pk, **told)
    assert course.do("central", "show", made.pk).shown_at


HALF = [
    (dt.date(2026, 3, 10), dt.date(2026, 3, 6)),  # two days of work before
    (dt.date(2026, 4, 15), dt.date(2026, 4, 16)),
]
SINCE = [(dt.date(2026, 9, 10), dt.date(2026, 9, 8)), (dt.date(2026, 10, 15), None)]


@at("shown")
def test_what_came_in_time_is_counted_by_halves_of_the_year(course):
    column = Column(Unit(name="丙村党总支"), ("A", "“甲”事"), ("B", "乙事"), 11, HALF, SINCE)
    with course.on("central"):
        words = column.words
    assert (words["place"], words["about"]) == ("丙村", "‘甲’事")
    assert (words["due_before"], words["met_before"]) == (2, 1)
    assert (words["due_since"], words["met_since"], words["ahead"]) == (2, 1, 2)
    assert column.months == [0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0]


@at("shown")
def test_a_column_is_all_that_fell_due_by_the_day_and_nothing_after_it(course):
    with course.on("ta"):
        due = sorted(Obligation.objects.values_list("due_on", flat=True))
    assert due[0] < TODAY < due[-1]
    with course.on("central"):
        unit = Unit.objects.select_related("tenant").get(slug="ta")
        column = column_of(unit, about=["a"], second=["b"], day=TODAY)
    assert [pair[0] for pair in (*column.before, *column.since)] == [day for day in due if day <= TODAY]


def test_an_aspect_that_was_not_measured_is_not_a_zero():
    aspect = {"no": 1, "title": "党建底色"}
    then = {"total": "80", "aspects": [aspect | {"points": "0", "of": "0"}]}
    now = {"total": "90", "aspects": [aspect | {"points": "9.4", "of": "10"}]}
    first, total = pairs(then, now)
    assert (first.words, first.full, total.words) == (("—", "9.4"), "10", ("80", "90"))
