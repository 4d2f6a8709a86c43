"""What PostgreSQL itself holds of a campaign, past the verbs: rows are written as a careless or dishonest program would."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from plugins.showcase.ledger.models import (
    Campaign,
    Gate,
    Mark,
    Nomination,
    Seal,
    Selection,
    Sheet,
    Stability,
)
from plugins.showcase.states import Stage
from tests.plugins.showcase.conftest import at

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
TODAY = timezone.localdate()


def refused(course, slug, write, match="showcase"):
    with course.on(slug), pytest.raises(DatabaseError, match=match), transaction.atomic():
        write()


def draft(course, slot, **values):
    known = {
        "campaign_id": course.pk, "line_id": course.lines["L01"], "lead_id": course.units["tb"], "slot": slot,
        "unit_id": course.units["ta"], "category": "TOWN",
    }  # fmt: skip
    return Nomination.objects.create(**(known | values))


def test_a_fifth_place_is_not_there(course):
    refused(course, "tb", lambda: draft(course, 3), match="there are 2 places")
    with course.on("tb"):
        assert draft(course, 2).slot == 2  # the control


def test_a_line_is_nominated_for_by_its_lead_alone(course):
    refused(course, "village", lambda: draft(course, 1), match="the lead of the line")
    refused(course, "tb", lambda: draft(course, 1, lead_id=course.units["ta"]), match="the lead of the line")


def test_what_was_handed_in_does_not_change_nor_come_back(course):
    pk = course.nominate("tb", "L01", "ta", 1)
    row = Nomination.objects.filter(pk=pk)
    refused(course, "tb", lambda: row.update(highlights="改"), match="does not change")
    refused(course, "tb", lambda: row.update(state="DRAFT"), match="come back")


def test_nothing_is_handed_in_without_a_pre_visit(course):
    made = course.nominate("tb", "L01", "ta", 1, submit=False)
    row = Nomination.objects.filter(pk=made)
    told = {str(no): "自评" for no in range(1, 7)}
    values = {
        "highlights": "a",
        "replicable": "b",
        "limits": "c",
        "self_evaluation": told,
        "handed_in_at": timezone.now(),
    }
    with course.on("tb"):
        row.update(**values)
    refused(course, "tb", lambda: row.update(state="SUBMITTED"), match="not there before")


@at("review")
def test_a_closed_stage_is_not_written(course):
    refused(course, "tb", lambda: draft(course, 2, unit_id=course.units["tb"]), match="not written in stage")
    refused(course, "central", lambda: Gate.objects.update(reason="改"), match="not written in stage")


@at("check")
def test_a_veto_and_a_low_score_do_not_pass_the_gate(course):
    known = {
        "campaign_id": course.pk, "nomination_id": course.a, "line_id": course.lines["L01"], "formal": True,
        "vetoed": False, "total": 90, "source": "s", "passed": True,
    }  # fmt: skip
    refused(course, "central", lambda: Gate.objects.create(**(known | {"vetoed": True})), match="no_veto")
    refused(course, "central", lambda: Gate.objects.create(**(known | {"total": 59})), match="below 60")
    refused(course, "tb", lambda: Gate.objects.create(**known), match="office")
    with course.on("central"):
        assert Gate.objects.create(**known).passed  # the control


@at("check")
def test_the_stage_goes_only_where_it_may(course):
    refused(course, "central", lambda: Campaign.objects.update(stage=Stage.SHOWN))
    refused(course, "central", lambda: Campaign.objects.update(stage=Stage.NOMINATE))
    refused(course, "central", lambda: Campaign.objects.update(final_max=9), match="showcase")
    with course.on("ta"):
        assert Campaign.objects.update(stage=Stage.SHOWN) == 0


@at("review")
def test_a_review_is_read_by_nobody_else_before_its_round_is_closed(course):
    """The lead of another line, the office, the unit: each asks the table itself."""
    course.score("tb", course.v)

    def seen(slug):
        with course.on(slug):
            return Sheet.objects.filter(nomination_id=course.v).count(), Mark.objects.count()

    assert seen("tb") == (1, 6)
    assert [seen(slug) for slug in ("central", "ta", "village")] == [(0, 0)] * 3
    with course.on("ta"):
        assert Seal.objects.filter(nomination_id=course.v).count() == 1  # that it is there, they may know
    for pk in (course.a, course.b, course.v):
        course.score("central", pk)
    course.advance("VISIT")
    assert [seen(slug)[0] for slug in ("tb", "central", "ta", "village")] == [2, 2, 2, 0]


@at("review")
def test_a_sealed_sheet_does_not_change(course):
    course.score("tb", course.v)
    refused(course, "tb", lambda: Sheet.objects.update(note="改"))
    refused(course, "tb", lambda: Mark.objects.update(points=10))


@at("review")
def test_nobody_scores_the_own_unit_and_whether_it_decides_is_not_for_the_writer_to_say(course):
    known = {"campaign_id": course.pk, "kind": "REVIEW", "unit_id": course.units["tb"]}
    refused(course, "tb", lambda: Sheet.objects.create(nomination_id=course.b, **known))
    with course.on("tb"):
        made = Sheet.objects.create(nomination_id=course.a, decisive=True, **known)
        made.refresh_from_db()
        assert not made.decisive  # its own line's lead


@at("deliberate")
def test_a_second_winner_of_one_place_and_one_without_a_statement_are_refused(course):
    line = course.lines["L01"]
    course.do("central", "say_how_stable", course.pk, line=line, places=1)
    meeting = {"held_on": TODAY, "record": "议过", "decision": "同意", "reasons": "实"}
    course.do("central", "deliberate", course.pk, line=line, **meeting)
    course.do("central", "select", course.a)
    with course.on("central"):
        stable = Stability.objects.filter(line_id=line).first()
    known = {
        "campaign_id": course.pk,
        "line_id": line,
        "nomination_id": course.b,
        "unit_id": course.units["tb"],
    }
    for place in (1, 2):
        refused(
            course,
            "central",
            lambda place=place: Selection.objects.create(place=place, stability=stable, **known),
            match="showcase|duplicate|violates",
        )
    refused(
        course,
        "tb",
        lambda: Selection.objects.create(place=1, stability=stable, **known),
        match="showcase|duplicate|violates",
    )
