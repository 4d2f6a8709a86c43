"""Each form's block: what is in order passes, and everything that is not is said at once, at its field."""

import datetime as dt
from decimal import Decimal

import pytest

from cms.pages.details.notice import standing
from cms.pages.details.personnel import mask, private_in
from tests.pages.details import written as w

pytestmark = pytest.mark.django_db


def fields(found: list[tuple[str, str]]) -> set[str]:
    return {name for name, _text in found}


def test_a_notice_ends_by_the_calendar_of_working_days_whatever_was_sent(ta):
    """The Spring Festival of 2026 lies in between; weekends that are worked count."""
    assert w.clean("notice", w.notice(end="2026-02-12"))["end"] == dt.date(2026, 2, 25)
    assert w.clean("notice", w.notice(counted="DAYS"))["end"] == dt.date(2026, 2, 16)
    future = {"start": w.TODAY.isoformat(), "result": "无异议", "result_on": w.TODAY.isoformat()}
    found = w.wrong("notice", w.notice(**future, contact=""))
    assert fields(found) == {"contact", "result", "result_on"}
    assert w.wrong("notice", w.notice(result="无异议", result_on="2026-02-25"))[0][0] == "result_on"
    assert w.wrong("notice", w.notice(result="无异议", result_on="2026-02-26")) == []
    assert fields(w.wrong("notice", w.notice(length=0))) == {"length"}


def test_a_notice_says_how_long_it_is_still_open(ta):
    start, end = dt.date(2026, 3, 2), dt.date(2026, 3, 9)
    said = [standing(start, end, end + dt.timedelta(days=n)) for n in (-8, -3, 0, 1)]
    assert [(one.state, one.days) for one in said] == [("ahead", 1), ("open", 3), ("open", 0), ("closed", 0)]


@pytest.mark.parametrize(
    ("steps", "field", "words"),
    [
        ([w.step("PROPOSE", 9, 5, 6, 5, 0, 0)], "present", "实到 6 人，多于应到 5 人"),
        ([w.step("PROPOSE", 9, 6, 5, 4, 1, 1)], "for_votes", "共 6 票，多于实到 5 人"),
        ([w.step("ANNOUNCE", 9, 6, 5)], "step", "不填人数和票数"),
        ([w.step("PROPOSE", None, 6, 5)], "on", "请填日期"),
        ([w.step("PROPOSE", -1)], "on", "还没有到"),
        ([w.step("PROPOSE", 9), w.step("CONSULT", 10)], "steps", "早于“党组织提议”"),
        ([w.step("CONSULT", 9), w.step("PROPOSE", 8)], "steps", "应排在"),
        ([w.step("PROPOSE", 9), w.step("PROPOSE", 8)], "steps", "写了两次"),
        ([w.step("PROPOSE", None), w.step("CONSULT", 8)], "steps", "没有日期，后面的步骤却有日期"),
    ],
)
def test_the_steps_of_a_decision_add_up_and_follow_each_other(steps, field, words):
    (found,) = w.wrong("decision", w.decision(*steps))
    assert found[0] == field
    assert words in found[1]


def test_a_decision_in_order_shows_its_majority_and_judges_nothing():
    value = w.clean("decision", w.decision())
    majority = value["steps"][3].majority
    assert (majority.of_present, majority.of_due) == ("66.6%", "62.5%")
    assert value["steps"][5].majority is None
    assert w.wrong("decision", w.decision(w.step("RESOLVE", 9, 48, 45, 10, 30, 5))) == []


def test_a_project_says_all_that_is_wrong_with_it_at_once():
    assert w.clean("progress", w.progress())["spent"] == Decimal("28.42")
    assert w.clean("progress", w.progress()).spent_share == "45%"
    spoilt = w.progress(percent=100, spent="61.80", as_of=w.before(-1))
    found = dict(w.wrong("progress", spoilt))
    assert fields(found.items()) == {"percent", "money_note", "as_of"}
    assert "超过总投资 0.01 万元" in found["money_note"]
    assert "“施工”还没有完成" in found["percent"]
    assert fields(w.wrong("progress", w.progress(percent=101))) == {"percent"}
    undone = w.part({"title": "施工", "state": "done", "planned": None, "actual": None, "text": ""})
    assert fields(w.wrong("progress", w.progress(stages=[undone]))) == {"actual"}


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("330102199003071234", True),
        ("３３０１０２１９９００３０７１２３Ｘ", True),
        ("13800138000", True),
        ("138 0013 8000", True),
        ("0571-87654321", True),
        ("1990年3月7日出生", True),
        ("1990.03.07", True),
        ("2026年3月5日生", True),
        ("1990年3月", False),
        ("2026年3月5日任职", False),
        ("2025-2026学年第二名", False),
        ("第123456号", False),
    ],
)
def test_what_identifies_a_person_cannot_be_entered(text, refused):
    assert bool(private_in(text)) is refused
    for field in ("name", "unit", "post", "note"):
        found = w.wrong("personnel", w.personnel(w.person(**{"name": "张三", field: text})))
        assert (fields(found) == {field}) is refused


def test_a_masked_name_is_masked_before_it_is_kept_wherever_it_comes_from():
    assert [mask(name) for name in ("张三", "张小三", "欧阳小三", "张*三", "张")] == [
        "张*", "张*三", "欧**三", "张*三", "张",
    ]  # fmt: skip
    block = w.BLOCKS.child_blocks["personnel"]
    ticked = w.personnel(w.person("张小三", masked=True), w.person("李小四"))
    helped = w.personnel(w.person("李小四"), kind="HELPED")
    for value, names in ((ticked, ["张*三", "李小四"]), (helped, ["李*四"])):
        assert [one["name"] for one in w.clean("personnel", value)["people"]] == names
        unsaved = block.to_python(value)
        assert [row["value"]["name"] for row in block.get_prep_value(unsaved)["people"]] == names
        assert [row["name"] for row in unsaved.rows] == names


def test_a_total_that_is_not_the_sum_is_an_error_that_says_by_how_much():
    right = w.finance(
        ("租金", "5.33", "40"), ("其中：鱼塘", "2.00", ""), ("小计", "5.33", ""),
        ("补助", "2.25", "60"), ("小计", "2.25", ""), ("合计", "7.58", "100"),
    )  # fmt: skip
    assert w.wrong("finance", right) == []
    spoilt = w.finance(
        ("租金", "5.33", "40"), ("小计", "5.30", ""), ("补助", "2.25", "60"), ("合计", "7.85", "99")
    )
    assert [text for _field, text in w.wrong("finance", spoilt)] == [
        "“金额”的小计填的是 5.30，各行相加是 5.33，相差 0.03",
        "“金额”的合计填的是 7.85，各行相加是 7.58，相差 0.27",
    ]
    assert fields(w.wrong("finance", w.finance(("租金", "1", ""), unit=""))) == {"unit"}
    assert fields(w.wrong("finance", w.finance())) == {"table"}


def test_a_total_that_nobody_entered_is_worked_out():
    value = w.clean("finance", w.finance(("租金", "1005.33", "40"), ("补助", "2.25", "60")))
    assert value["tables"][0].rows[-1] == ["合计", "1,007.58", ""]
    assert value["tables"][0].spoken()["totals"] == {"金额": "1007.58"}
    assert len(value["tables"][0].spoken()["rows"]) == 2


def test_nothing_is_confirmed_on_a_day_to_come():
    assert w.wrong("profile", w.profile()) == []
    assert fields(w.wrong("profile", w.profile(confirmed_on=w.before(-1)))) == {"confirmed_on"}


def test_a_feature_needs_a_standfirst_and_a_section():
    assert w.wrong("feature", w.feature()) == []
    assert "standfirst" in fields(w.wrong("feature", w.feature(standfirst="")))
    assert w.wrong("feature", w.feature(sections=[])) != []
