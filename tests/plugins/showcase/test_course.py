"""A campaign from nomination to bulletin, by its verbs: what each stage asks, and what is said when it is not there."""

import datetime as dt

import pytest
from django.utils import timezone

from plugins.showcase import actions
from plugins.showcase.ledger.models import (
    Bulletin,
    Deliberation,
    Gate,
    Nomination,
    Notice,
    OrganizerAward,
    Selection,
    Sheet,
    Visit,
)
from plugins.showcase.queries import facts_of, result_lines
from plugins.showcase.states import Refused, Stage
from tests.plugins.showcase.conftest import MONTH_AGO, PEOPLE, SEEN, TEXTS, at

pytestmark = pytest.mark.django_db(databases=["default", "central"])


@at("shown")
def test_the_whole_course(course):
    with course.on("central"):
        assert course.campaign.stage == Stage.SHOWN
        assert {one["line"]: one["units"] for one in result_lines(course.campaign)} == {
            "镇街道": ["甲镇党委"], "村": ["丙村党总支"],
        }  # fmt: skip
        assert Bulletin.objects.get().lines == result_lines(course.campaign)
        assert actions.broken_seals(course.campaign) == []


def test_every_missing_thing_is_said_at_once_when_nomination_closes(course):
    with pytest.raises(Refused) as refusal:
        course.advance("CHECK")
    assert "镇街道：报送 0 家" in str(refusal.value)
    assert "村：报送 0 家" in str(refusal.value)


def test_a_line_leaves_places_empty_with_a_reason(course):
    for slot in (1, 2):
        course.do("tb", "leave_empty", course.pk, line=course.lines["L01"], slot=slot, reason="没有合适的")
        course.do(
            "central",
            "leave_empty",
            course.pk,
            line=course.lines["L02"],
            slot=slot,
            reason="牵头部门没有报送",
        )
    assert course.advance("CHECK").stage == Stage.CHECK


def test_an_empty_place_needs_a_reason_and_is_of_the_own_line(course):
    with pytest.raises(Refused, match="请写空出的理由"):
        course.do("tb", "leave_empty", course.pk, line=course.lines["L01"], slot=1, reason=" ")
    with pytest.raises(Refused, match="由条线牵头部门、区委办办理"):
        course.do("tb", "leave_empty", course.pk, line=course.lines["L02"], slot=1, reason="替他们")


def test_filling_a_place_that_was_left_empty_ends_the_emptiness(course):
    course.do("tb", "leave_empty", course.pk, line=course.lines["L01"], slot=1, reason="没有合适的")
    course.nominate("tb", "L01", "ta", 1)
    with course.on("central"):
        assert facts_of(course.campaign).lines[0].empty == 0


def test_only_the_lead_nominates_and_only_its_own_line(course):
    with pytest.raises(Refused, match="由条线牵头部门办理"):
        course.do(
            "village", "nominate", course.pk, line=course.lines["L02"], unit=course.units["village"], slot=1
        )
    with pytest.raises(Refused, match="不属于这条线"):
        course.do("ta", "nominate", course.pk, line=course.lines["L02"], unit=course.units["tb"], slot=1)


def test_a_place_and_a_unit_are_taken_once_and_free_after_withdrawal(course):
    first = course.nominate("tb", "L01", "ta", 1)
    with pytest.raises(Refused) as refusal:
        course.do("tb", "nominate", course.pk, line=course.lines["L01"], unit=course.units["ta"], slot=1)
    assert "名额已经用了" in str(refusal.value)
    assert "已经推选过了" in str(refusal.value)
    course.do("tb", "withdraw", first)
    assert course.nominate("tb", "L01", "ta", 1) != first


def test_nothing_is_handed_in_without_a_pre_visit_and_all_texts(course):
    pk = course.nominate("tb", "L01", "ta", 1, submit=False)
    with pytest.raises(Refused) as refusal:
        course.do("tb", "submit", pk)
    for words in ("特色亮点", "可复制做法", "局限", "第 1、2、3、4、5、6 项", "先行调研"):
        assert words in str(refusal.value)
    course.do("tb", "change", pk, **TEXTS)
    with pytest.raises(Refused, match="先行调研"):
        course.do("tb", "submit", pk)


def test_a_pre_visit_is_past_by_role_and_says_what_was_seen(course):
    pk = course.nominate("tb", "L01", "ta", 1, submit=False)
    with pytest.raises(Refused) as refusal:
        course.do(
            "tb",
            "visit_before",
            pk,
            visited_on=timezone.localdate() + dt.timedelta(days=2),
            role="",
            seen="去过",
        )
    for words in ("今天以后", "身份", "至少"):
        assert words in str(refusal.value)


def test_what_was_handed_in_does_not_change(course):
    pk = course.nominate("tb", "L01", "ta", 1)
    with pytest.raises(Refused, match="已报送"):
        course.do("tb", "change", pk, highlights="改一改")
    with pytest.raises(Refused, match="已报送"):
        course.do("tb", "visit_before", pk, visited_on=timezone.localdate(), role="主任", seen=SEEN)


def test_two_people_who_write_at_once_are_told(course):
    pk = course.nominate("tb", "L01", "ta", 1, submit=False)
    with course.on("tb"):
        seen = Nomination.objects.get(pk=pk).version
    course.do("tb", "change", pk, highlights="一", seen=seen)
    with pytest.raises(Refused, match="刚刚改过"):
        course.do("tb", "change", pk, highlights="二", seen=seen)


@at("check")
def test_the_gate_holds_a_veto_and_a_low_score(course):
    with pytest.raises(Refused, match="有单项否决"):
        course.check(course.a, vetoed=True, passed=True)
    with pytest.raises(Refused, match="低于 60"):
        course.check(course.a, total="59.99", passed=True)
    assert course.check(course.a, total="59.99").passed is False
    assert course.check(course.b, total="60").passed is True


@at("check")
def test_without_evaluation_the_office_says_whence_its_figures_are(course):
    with pytest.raises(Refused) as refusal:
        course.check(course.a, total=None, vetoed=None, source="")
    for words in ("评价总分", "单项否决", "数据来源"):
        assert words in str(refusal.value)


@at("check")
def test_the_check_stage_closes_when_all_are_checked(course):
    course.check(course.a)
    with pytest.raises(Refused, match="乙镇党委：还没有审查；丙村党总支：还没有审查"):
        course.advance("REVIEW")


@at("review")
def test_nobody_scores_the_own_unit_and_the_own_lines_lead_has_no_weight(course):
    with pytest.raises(Refused, match="请回避"):
        course.score("ta", course.a)
    assert course.score("tb", course.a).seal
    with course.on("tb"):
        assert Sheet.objects.get(nomination=course.a).decisive is False
    course.score("ta", course.b)
    with course.on("ta"):
        assert Sheet.objects.get(nomination=course.b).decisive is True


@at("review")
def test_a_unit_without_a_seat_does_not_score(course):
    with pytest.raises(Refused, match=r"还没有到评分阶段|由参评单位办理"):
        course.score("village", course.a)


@at("check")
def test_what_did_not_pass_is_not_scored(course):
    course.check(course.a)
    course.check(course.b)
    course.check(course.v, total="20")
    course.advance("REVIEW")
    with pytest.raises(Refused, match="没有通过形式审查"):
        course.score("central", course.v)


@at("review")
def test_a_sheet_is_whole_within_the_marks_and_sealed_for_good(course):
    with pytest.raises(Refused) as refusal:
        course.score("central", course.a, p1="10.5", p2="-1", p3="abc", p4="1.234")
    assert str(refusal.value).count("请打 0 到") == 4
    course.score("central", course.a, hand_in=False)
    course.score("central", course.a)
    with pytest.raises(Refused, match="已经提交封存"):
        course.score("central", course.a)


@at("review")
def test_the_review_stage_needs_scores_that_decide(course):
    course.score("tb", course.a)
    with pytest.raises(Refused, match="甲镇党委：计入结果的评分 0 份"):
        course.advance("VISIT")


@at("visit")
def test_a_visit_is_held_and_signed_by_every_member_or_excused(course):
    course.visited(course.b, "central")
    course.visited(course.v, "central")
    units = [course.units["central"], course.units["tb"]]
    visit = course.do(
        "central", "plan_visit", course.pk, nomination=course.a, planned_on=timezone.localdate(), units=units
    )
    course.score("central", course.a, "VISIT")
    course.do("central", "hold_visit", visit.pk, held_on=timezone.localdate(), note="看了")
    with pytest.raises(Refused, match="还有 1 个成员单位没有签认"):
        course.advance("DELIBERATE")
    course.do("central", "excuse", visit.pk, unit=course.units["tb"], reason="防汛值守")
    assert course.advance("DELIBERATE").stage == Stage.DELIBERATE


@at("visit")
def test_who_is_visited_is_not_in_the_panel_and_who_is_not_in_it_does_not_score(course):
    with pytest.raises(Refused, match="请回避"):
        course.do(
            "central",
            "plan_visit",
            course.pk,
            nomination=course.a,
            planned_on=timezone.localdate(),
            units=[course.units["ta"]],
        )
    course.do(
        "central",
        "plan_visit",
        course.pk,
        nomination=course.a,
        planned_on=timezone.localdate(),
        units=[course.units["central"]],
    )
    with pytest.raises(Refused, match="不在这次调研组里"):
        course.score("tb", course.a, "VISIT")


@at("deliberate")
def test_what_cannot_be_told_apart_is_deliberated_first(course):
    line = course.lines["L01"]
    with pytest.raises(Refused, match="请先计算"):
        course.do("central", "select", course.a)
    told = course.do("central", "say_how_stable", course.pk, line=line, places=1)
    assert told.separable is False
    assert "tie" in told.statement["why"]
    with pytest.raises(Refused, match="请先合议"):
        course.do("central", "select", course.a)
    course.do(
        "central",
        "deliberate",
        course.pk,
        line=line,
        held_on=timezone.localdate(),
        record="议",
        decision="甲",
        reasons="实",
    )
    assert course.do("central", "select", course.a).place == 1
    with pytest.raises(Refused, match="已经有 1 家入选"):
        course.do("central", "select", course.b)


@at("deliberate")
def test_the_same_statement_comes_out_twice(course):
    line = course.lines["L01"]
    first = course.do("central", "say_how_stable", course.pk, line=line, places=1)
    again = course.do("central", "say_how_stable", course.pk, line=line, places=1)
    assert first.digest == again.digest


@at("notice")
def test_a_notice_runs_its_days_before_the_bulletin(course):
    with pytest.raises(Refused, match="还没有公示"):
        course.advance("BULLETIN")
    made = course.do("central", "announce", course.pk, on=MONTH_AGO)
    assert made.ends_on > MONTH_AGO + dt.timedelta(days=5)
    with pytest.raises(Refused, match="才满"):
        course.advance("BULLETIN", on=made.ends_on)
    assert course.advance("BULLETIN", on=made.ends_on + dt.timedelta(days=1)).stage == Stage.BULLETIN


@at("notice")
def test_an_objection_is_answered_and_one_that_is_borne_out_leads_back(course):
    course.do("central", "announce", course.pk, on=MONTH_AGO)
    with course.on("central"):
        made = actions.object_to(course.pk, text="公开栏是检查前一天挂的", about="甲镇党委", on=MONTH_AGO)
    with pytest.raises(Refused, match="1 件异议没有答复"):
        course.advance("BULLETIN", on=timezone.localdate())
    with pytest.raises(Refused, match="没有查实的异议"):
        course.advance("DELIBERATE")
    course.do("central", "answer", made.pk, answer="经查属实", upheld=True)
    course.advance("DELIBERATE")
    with course.on("central"):
        chosen = Selection.objects.get(nomination=course.a)
    course.do("central", "unselect", chosen.pk, reason="异议查实")
    with pytest.raises(Refused, match="镇街道：入选 0 家"):
        course.advance("NOTICE")
    course.do("central", "select", course.b)
    assert course.advance("NOTICE", on=timezone.localdate()).stage == Stage.NOTICE
    with pytest.raises(Refused, match="还没有公示"):
        course.advance("BULLETIN", on=timezone.localdate())
    with course.on("central"):
        assert Notice.objects.count() == 1
        assert Deliberation.objects.count() == 2


@at("notice")
def test_objections_come_only_while_the_notice_runs(course):
    with course.on("central"), pytest.raises(Refused, match="不在公示期内"):
        actions.object_to(course.pk, text="有意见")
    made = course.do("central", "announce", course.pk, on=MONTH_AGO)
    with course.on("central"), pytest.raises(Refused, match="不在公示期内"):
        actions.object_to(course.pk, text="有意见", on=made.ends_on + dt.timedelta(days=1))


@at("bulletin")
def test_organisers_are_awarded_with_their_figures(course):
    line = course.lines["L01"]
    with pytest.raises(Refused, match="请写理由"):
        course.do("central", "award", course.pk, lines=[line], reasons={})
    course.do("central", "award", course.pk, lines=[line], reasons={line: "推选质量高"})
    with course.on("central"):
        values = {one["key"]: one["value"] for one in OrganizerAward.objects.get().measures}
    assert values == {"selected": "1", "passed": "1", "pre_visits": "0", "sheets": "0"}


@at("check")
def test_nothing_goes_on_anywhere_but_at_the_centre(course):
    with course.on("tb"), pytest.raises(Refused, match="中心站点"):
        actions.advance(course.pk, to=Stage.REVIEW, by=PEOPLE["tb"])


@at("visit")
def test_facts_take_as_many_queries_for_one_as_for_three(course, django_assert_num_queries):
    with course.on("central"), django_assert_num_queries(14):
        facts_of(course.campaign)
    with course.on("central"):
        assert Gate.objects.count() == 3
        assert Visit.objects.count() == 0
