"""Working days as the State Council's notices for 2026 give them, make-up days included."""

import datetime as dt

import pytest

from cms.obligations.calendar import add_workdays, is_covered, is_workday, workdays_between


def day(month: int, number: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, number)


def test_which_years_the_official_calendar_covers():
    assert [year for year in range(2003, 2029) if is_covered(year)] == list(range(2004, 2027))


@pytest.mark.parametrize(
    "holiday",
    [day(1, 1), day(1, 2), day(2, 16), day(2, 23), day(4, 6), day(5, 5), day(6, 19), day(9, 25), day(10, 7)],
)
def test_a_holiday_on_a_weekday_is_no_working_day(holiday):
    assert holiday.weekday() < 5
    assert not is_workday(holiday)


@pytest.mark.parametrize("makeup", [day(1, 4), day(2, 14), day(2, 28), day(5, 9), day(9, 20), day(10, 10)])
def test_a_make_up_day_on_a_weekend_is_a_working_day(makeup):
    assert makeup.weekday() >= 5
    assert is_workday(makeup)


def test_an_ordinary_week():
    assert [is_workday(day(3, 2) + dt.timedelta(days=n)) for n in range(7)] == [True] * 5 + [False] * 2


def test_the_day_itself_never_counts():
    assert add_workdays(day(3, 2), 0) == day(3, 2)
    assert add_workdays(day(3, 2), 1) == day(3, 3)
    assert add_workdays(day(3, 6), 1) == day(3, 9)


def test_from_the_end_of_the_year_over_new_year_and_its_make_up_sunday():
    """1 to 3 January are free, Sunday the 4th is worked."""
    assert [add_workdays(day(12, 31, 2025), n) for n in (1, 2, 5, 10)] == [
        day(1, 4),
        day(1, 5),
        day(1, 8),
        day(1, 15),
    ]


def test_over_spring_festival():
    """15 to 23 February are free, the Saturdays before and after are worked."""
    assert [add_workdays(day(2, 13), n) for n in (1, 2, 5)] == [day(2, 14), day(2, 24), day(2, 27)]
    assert add_workdays(day(2, 13), 6) == day(2, 28)


def test_a_year_without_notice_counts_monday_to_friday():
    assert not is_covered(2027)
    assert is_workday(day(1, 1, 2027))
    assert not is_workday(day(1, 2, 2027))
    assert add_workdays(day(12, 31), 10) == day(1, 14, 2027)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (day(3, 2), day(3, 2), 0),
        (day(3, 2), day(3, 9), 5),
        (day(3, 9), day(3, 2), -5),
        (day(9, 30), day(10, 10), 3),
        (day(3, 6), day(3, 8), 0),
    ],
)
def test_working_days_between(start, end, count):
    assert workdays_between(start, end) == count


@pytest.mark.parametrize("count", [1, 5, 10, 20, 60, 250])
def test_counting_forth_and_back_agree(count):
    assert workdays_between(day(1, 20), add_workdays(day(1, 20), count)) == count
