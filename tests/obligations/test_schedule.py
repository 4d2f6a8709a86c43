"""Which periods an item has, and the last day on which each is in time."""

import datetime as dt
from types import SimpleNamespace

import pytest

from cms.catalog.vocabulary import Frequency, TimingKind
from cms.obligations.schedule import (
    STANDING,
    due_date,
    due_periods,
    next_due,
    next_period,
    parse_period,
    period_of,
)

YEAR = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


def item(frequency: str, days: int | None = 10, timing: str = "PERIODIC"):
    return SimpleNamespace(timing=TimingKind(timing), frequency=Frequency(frequency), due_workdays=days)


def due(what, since: dt.date = YEAR[0], until: dt.date = YEAR[1]) -> list[tuple[str, str]]:
    return [(period.key, str(day)) for period, day in due_periods(what, since=since, until=until)]


@pytest.mark.parametrize(
    ("frequency", "day", "key", "start", "end", "label"),
    [
        ("MONTHLY", "2026-02-10", "2026-02", "2026-02-01", "2026-02-28", "2026年2月"),
        ("MONTHLY", "2028-02-29", "2028-02", "2028-02-01", "2028-02-29", "2028年2月"),
        ("MONTHLY", "2026-12-31", "2026-12", "2026-12-01", "2026-12-31", "2026年12月"),
        ("QUARTERLY", "2026-01-01", "2026-Q1", "2026-01-01", "2026-03-31", "2026年第一季度"),
        ("QUARTERLY", "2026-12-31", "2026-Q4", "2026-10-01", "2026-12-31", "2026年第四季度"),
        ("HALF_YEARLY", "2026-06-30", "2026-H1", "2026-01-01", "2026-06-30", "2026年上半年"),
        ("HALF_YEARLY", "2026-07-01", "2026-H2", "2026-07-01", "2026-12-31", "2026年下半年"),
        ("YEARLY", "2026-12-31", "2026", "2026-01-01", "2026-12-31", "2026年"),
    ],
)
def test_the_period_a_day_lies_in(frequency, day, key, start, end, label):
    period = period_of(frequency, dt.date.fromisoformat(day))
    assert (period.key, str(period.start), str(period.end), period.label) == (key, start, end, label)
    assert parse_period(key) == period


@pytest.mark.parametrize("frequency", ["ON_CHANGE", "BY_STAGE", "ON_EVENT"])
def test_other_frequencies_have_no_periods(frequency):
    assert period_of(frequency, dt.date(2026, 3, 1)) is None


@pytest.mark.parametrize("key", ["", "2026-13", "2026-00", "2026-Q5", "2026-H3", "26", "2026-1", "2026-Q1 "])
def test_what_is_no_key_of_a_period(key):
    assert parse_period(key) is None


@pytest.mark.parametrize("frequency", ["MONTHLY", "QUARTERLY", "HALF_YEARLY", "YEARLY"])
def test_periods_follow_each_other_without_gap_over_years(frequency):
    period = period_of(frequency, dt.date(2026, 1, 1))
    for _number in range(30):
        following = next_period(frequency, period)
        assert following.start == period.end + dt.timedelta(days=1)
        period = following


def test_a_standing_item_has_no_next_period():
    with pytest.raises(ValueError, match="has no successor"):
        next_period("ON_CHANGE", STANDING)


def test_a_quarter_is_due_working_days_after_its_end():
    """31 March plus 10: 清明 (4 to 6 April) is free. 30 September plus 10: the holiday is free, 10 October worked."""
    assert due(item("QUARTERLY")) == [
        ("2025-Q4", "2026-01-15"),
        ("2026-Q1", "2026-04-15"),
        ("2026-Q2", "2026-07-14"),
        ("2026-Q3", "2026-10-20"),
    ]


def test_half_years_and_years():
    assert due(item("HALF_YEARLY")) == [("2025-H2", "2026-01-15"), ("2026-H1", "2026-07-14")]
    assert due(item("YEARLY", 20)) == [("2025", "2026-01-29")]


def test_months_are_due_twelve_times_a_year():
    found = due(item("MONTHLY", 5))
    assert [key for key, _day in found] == ["2025-12", *(f"2026-{month:02d}" for month in range(1, 12))]
    assert found[1:3] == [("2026-01", "2026-02-06"), ("2026-02", "2026-03-06")]


def test_both_ends_of_the_stretch_are_included():
    quarter = dt.date(2026, 4, 15)
    one = [("2026-Q1", "2026-04-15")]
    assert due(item("QUARTERLY"), quarter, quarter) == one
    assert due(item("QUARTERLY"), quarter + dt.timedelta(days=1), dt.date(2026, 7, 13)) == []


@pytest.mark.parametrize("days", [60, 250, 600])
def test_a_time_limit_longer_than_the_period_is_not_lost(days):
    """A catalog may say so by mistake; what it says is then due, however far back the period lies."""
    found = due_periods(item("YEARLY", days), since=dt.date(2026, 1, 1), until=dt.date(2031, 12, 31))
    assert [int(period.key) for period, _day in found] == list(
        range(int(found[0][0].key), int(found[0][0].key) + len(found))
    )
    before = parse_period(str(int(found[0][0].key) - 1))
    assert due_date(item("YEARLY", days), before) < dt.date(2026, 1, 1) <= found[0][1]


def test_a_standing_item_owes_its_first_publication():
    standing = item("ON_CHANGE", 10, "STANDING")
    assert due_periods(standing, since=dt.date(2026, 1, 10), until=YEAR[1]) == [
        (STANDING, dt.date(2026, 1, 23))
    ]
    assert due_periods(standing, since=dt.date(2026, 1, 10), until=dt.date(2026, 1, 22)) == []


@pytest.mark.parametrize(("timing", "frequency"), [("PHASED", "BY_STAGE"), ("IMMEDIATE", "ON_EVENT")])
def test_stages_and_events_owe_nothing_by_the_calendar(timing, frequency):
    assert due(item(frequency, 10, timing)) == []
    assert next_due(item(frequency, 10, timing), after=YEAR[0]) is None


def test_without_working_days_a_period_is_due_at_its_end():
    assert due(item("HALF_YEARLY", None), until=dt.date(2026, 7, 1)) == [("2026-H1", "2026-06-30")]


def test_the_next_due_day_comes_after_the_day():
    quarter = item("QUARTERLY")
    assert next_due(quarter, after=dt.date(2026, 4, 14))[1] == dt.date(2026, 4, 15)
    assert next_due(quarter, after=dt.date(2026, 4, 15))[1] == dt.date(2026, 7, 14)
    assert next_due(item("YEARLY", 20), after=dt.date(2026, 1, 29))[0].key == "2026"
