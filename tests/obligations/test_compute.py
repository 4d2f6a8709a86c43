"""What is owed, from facts alone: one kind of time limit after the other, and what changes over time."""

import datetime as dt
import uuid

import pytest

from cms.catalog.vocabulary import Frequency, TimingKind
from cms.obligations.calendar import NamedDay, official
from cms.obligations.compute import Duty, compute
from cms.obligations.facts import Answer, Declaration, Facts, Happening, Leave, Term, Written

JANUARY = dt.date(2026, 1, 10)
ENTRY = uuid.UUID(int=1)


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def term(frequency: str = "QUARTERLY", timing: str = "PERIODIC", days: int | None = 10, **values) -> Term:
    values = {"code": "A", "title": "题", "since": JANUARY} | values
    return Term(
        timing=TimingKind(timing), frequency=Frequency(frequency), due_workdays=days, **values
    )  # fmt: skip


def standing(**values) -> Term:
    return term("ON_CHANGE", "STANDING", **values)


def on(day: str, *terms: Term, **facts) -> list[Duty]:
    return compute(Facts(terms=terms, **facts), on=d(day))


def told(duties: list[Duty]) -> list[tuple[str, str, str]]:
    return [(duty.key, str(duty.due_on), duty.state.value) for duty in duties]


def state(duties: list[Duty], key: str) -> str:
    return next(duty.state.value for duty in duties if duty.key == key)


def test_a_quarterly_item_owes_each_quarter_from_the_present_one_where_half_of_it_is_left():
    assert told(on("2026-04-16", term())) == [
        ("2026-Q1", "2026-04-15", "overdue"),
        ("2026-Q2", "2026-07-14", "pending"),
        ("2026-Q3", "2026-10-20", "pending"),
        ("2026-Q4", "2027-01-14", "pending"),
    ]


@pytest.mark.parametrize(
    ("since", "first"), [("2026-02-14", "2026-Q1"), ("2026-02-16", "2026-Q2"), ("2026-03-31", "2026-Q2")]
)
def test_a_new_item_begins_with_the_next_period_where_less_than_half_is_left(since, first):
    assert on("2026-12-01", term(since=d(since)))[0].key == first


def test_a_day_of_the_next_month_moves_on_to_the_first_working_day():
    found = on("2026-12-01", term("MONTHLY", due_day=4, days=None))
    assert {
        duty.key: str(duty.due_on) for duty in found if duty.key in ("2026-03", "2026-09", "2026-06")
    } == {
        "2026-03": "2026-04-07",  # 4 to 6 April are free
        "2026-09": "2026-10-08",  # so are 1 to 7 October
        "2026-06": "2026-07-06",  # a Saturday
    }


def test_the_31st_of_a_shorter_month_is_its_last_day():
    found = on("2026-12-01", term("MONTHLY", due_day=31, days=None))
    assert {duty.key: str(duty.due_on) for duty in found}["2026-03"] == "2026-04-30"


def test_a_due_date_in_a_year_without_notice_is_provisional_until_the_notice_comes():
    last = on("2026-11-24", term())[-1]
    assert (last.key, str(last.due_on), last.provisional) == ("2026-Q4", "2027-01-14", True)
    calendar = official().overridden(
        {d("2027-01-04"): NamedDay(False, "元旦")}, {2027: "国办发明电〔2026〕9号"}
    )
    last = on("2026-11-24", term(), calendar=calendar)[-1]
    assert (str(last.due_on), last.provisional) == ("2027-01-15", False)


def test_a_standing_item_has_its_days_of_grace_and_is_confirmed_from_the_next_year_on():
    assert told(on("2026-02-10", standing())) == [("", "2026-02-09", "overdue")]
    assert told(on("2027-03-01", standing())) == [
        ("", "2026-02-09", "overdue"),
        ("2027", "2027-12-31", "pending"),
    ]
    long = standing(days=60)
    assert on("2026-02-10", long)[0].due_on == official().add_workdays(JANUARY, 60)


def test_what_was_published_in_the_year_confirms_it_and_so_does_one_click():
    first = Answer("A", "", d("2026-02-01"), ENTRY)
    again = Answer("A", "", d("2027-05-01"), ENTRY)
    click = Answer("A", "2027", d("2027-06-01"), None)
    assert state(on("2028-01-05", standing(), answers=(first,)), "2027") == "overdue"
    assert state(on("2028-01-05", standing(), answers=(first, again)), "2027") == "met"
    assert state(on("2028-01-05", standing(), answers=(first, click)), "2027") == "met"
    assert state(on("2028-01-05", standing(), answers=(click,)), "") == "overdue"


def happened(key: str, kind: str, day: str, known: str | None = None, **values) -> Happening:
    return Happening("A", key, kind, "说明", d(day), d(known or day), **values)


def test_a_change_of_a_standing_item_is_due_and_a_later_version_answers_it():
    change = happened("2026-05-12", "CHANGE", "2026-05-12")
    first = Answer("A", "", d("2026-02-01"), ENTRY)
    assert (
        state(on("2026-07-01", standing(), answers=(first,), happenings=(change,)), "2026-05-12") == "overdue"
    )
    updated = Answer("A", "", d("2026-05-20"), ENTRY)
    assert state(
        on("2026-07-01", standing(), answers=(first, updated), happenings=(change,)), "2026-05-12"
    ) == "met"  # fmt: skip


@pytest.mark.parametrize(("timing", "frequency", "kind"), [
    ("PHASED", "BY_STAGE", "STAGE"), ("IMMEDIATE", "ON_EVENT", "EVENT"),
])  # fmt: skip
def test_stages_and_events_are_due_from_the_day_that_the_unit_records(timing, frequency, kind):
    item = term(frequency, timing, days=5)
    assert on("2026-06-01", item) == []
    row = happened("2026-03-02", kind, "2026-03-02", known="2026-03-04")
    assert told(on("2026-03-05", item, happenings=(row,))) == [("2026-03-02", "2026-03-09", "soon")]
    assert on("2026-03-03", item, happenings=(row,)) == [], "nobody knew of it yet"
    taken_back = happened("2026-03-02", kind, "2026-03-02", until=d("2026-03-06"))
    assert on("2026-03-06", item, happenings=(taken_back,)) == []
    assert len(on("2026-03-05", item, happenings=(taken_back,))) == 1


def test_a_record_that_does_not_fit_the_item_owes_nothing():
    assert on("2026-06-01", standing(), happenings=(happened("2026-03-02", "EVENT", "2026-03-02"),))[1:] == []


def test_an_item_that_left_the_catalog_owes_only_what_it_owed_before():
    item = term(until=d("2026-07-05"))
    assert told(on("2026-12-01", item)) == [
        ("2026-Q1", "2026-04-15", "overdue"),
        ("2026-Q2", "2026-07-14", "overdue"),
    ]
    assert on("2026-12-01", standing(until=d("2026-02-01"))) == []
    assert [duty.key for duty in on("2026-07-01", item)][-1] == "2026-Q4", "the day before nobody knew"


def test_a_frequency_that_changed_counts_from_the_version_in_force_at_the_end():
    change = d("2026-08-15")
    shorter = on("2027-03-01", term(until=change), term("MONTHLY", since=change))
    assert [duty.key for duty in shorter][:4] == ["2026-Q1", "2026-Q2", "2026-08", "2026-09"]
    assert (shorter[2].start, shorter[2].end) == (d("2026-07-01"), d("2026-08-31"))
    longer = on("2027-03-01", term("MONTHLY", until=change), term(since=change))
    assert [duty.key for duty in longer][6:9] == ["2026-07", "2026-Q3", "2026-Q4"]
    assert longer[7].start == d("2026-08-01"), "July was asked for already"


def test_a_version_that_is_registered_again_unchanged_changes_nothing():
    whole = on("2026-12-01", term(), standing(code="B"))
    day = d("2026-05-20")
    cut = on(
        "2026-12-01",
        term(until=day),
        term(since=day),
        standing(code="B", until=day),
        standing(code="B", since=day),
    )
    assert cut == whole


def test_an_item_that_comes_back_begins_anew():
    found = on("2026-12-31", term(until=d("2026-04-10")), term(since=d("2026-09-10")))
    assert [duty.key for duty in found] == ["2026-Q1", "2026-Q4"]


def test_the_first_entry_in_sight_counts_and_one_that_was_withdrawn_does_not():
    late = Answer("A", "2026-Q1", d("2026-05-01"), uuid.UUID(int=2))
    gone = Answer("A", "2026-Q1", d("2026-04-01"), ENTRY, until=d("2026-04-20"))
    assert state(on("2026-04-19", term(), answers=(gone, late)), "2026-Q1") == "met"
    assert state(on("2026-04-20", term(), answers=(gone, late)), "2026-Q1") == "overdue"
    assert state(on("2026-05-01", term(), answers=(gone, late)), "2026-Q1") == "late"


def test_nil_stands_from_its_approval_and_gives_way_without_making_an_entry_late():
    nil = Declaration("A", "2026-Q1", d("2026-04-10"))
    assert state(on("2026-04-09", term(), declarations=(nil,)), "2026-Q1") == "soon"
    assert state(on("2026-05-01", term(), declarations=(nil,)), "2026-Q1") == "nil"
    entry = Answer("A", "2026-Q1", d("2026-05-01"), ENTRY)
    ended = Declaration("A", "2026-Q1", d("2026-04-10"), until=d("2026-05-01"))
    assert state(on("2026-05-01", term(), declarations=(ended,), answers=(entry,)), "2026-Q1") == "met"
    taken_back = Declaration("A", "2026-Q1", d("2026-04-10"), until=d("2026-04-12"))
    assert state(on("2026-05-01", term(), declarations=(taken_back,)), "2026-Q1") == "overdue"
    assert state(on("2026-05-01", term(), declarations=(taken_back,), answers=(entry,)), "2026-Q1") == "late"


def test_what_the_office_waived_is_waived_until_it_is_claimed_again_or_met_in_time():
    leave = Leave("A", "2026-Q1", d("2026-04-20"), until=d("2026-06-01"))
    assert state(on("2026-05-01", term(), leaves=(leave,)), "2026-Q1") == "waived"
    assert state(on("2026-06-01", term(), leaves=(leave,)), "2026-Q1") == "overdue"
    entry = Answer("A", "2026-Q1", d("2026-04-02"), ENTRY)
    assert state(on("2026-05-01", term(), leaves=(leave,), answers=(entry,)), "2026-Q1") == "met"


def written(key: str, due: str, **values) -> Written:
    return Written("A", key, "旧题", "旧期", d(due), **values)


def test_what_the_first_release_wrote_down_stays_as_it_was_written():
    rows = (written("2025-Q4", "2026-01-15"), written("2026-Q1", "2026-04-10"))
    entry = Answer("A", "2026-Q1", d("2026-04-12"), ENTRY)
    found = on("2026-05-01", term(), written=rows, answers=(entry,))
    assert told(found)[:2] == [("2025-Q4", "2026-01-15", "overdue"), ("2026-Q1", "2026-04-10", "late")]
    assert [duty.kind for duty in found[:3]] == [None, None, "PERIOD"]


def test_what_the_first_release_wrote_down_for_days_to_come_follows_the_rules_of_now():
    rows = (written("2026-Q2", "2026-07-01", firm=False), written("2026-H1", "2026-07-01", firm=False))
    found = on("2026-05-01", term(), written=rows)
    assert ("2026-Q2", "2026-07-14", "pending") in told(found)
    assert "2026-H1" not in [duty.key for duty in found], "one period is not asked for twice"


def test_what_the_first_release_wrote_down_of_an_item_that_left_is_not_owed_unless_answered():
    item = term(until=d("2026-05-01"))
    row = written("2026-Q2", "2026-07-14")
    assert "2026-Q2" not in [duty.key for duty in on("2026-08-01", item, written=(row,))]
    entry = Answer("A", "2026-Q2", d("2026-07-01"), ENTRY)
    assert state(on("2026-08-01", item, written=(row,), answers=(entry,)), "2026-Q2") == "met"
