"""Working days as the State Council's notices give them, make-up days included."""

import datetime as dt
import json

import chinese_calendar
import pytest

from cms.obligations.calendar import (
    DATA,
    Calendar,
    NamedDay,
    NotACalendar,
    add_workdays,
    is_covered,
    is_workday,
    official,
    read_year,
    workdays_between,
)
from tests.obligations.official import DAYS


def day(month: int, number: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, number)


def test_which_years_the_official_calendar_covers():
    assert [year for year in range(2003, 2029) if is_covered(year)] == [2024, 2025, 2026]


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


def every_day() -> list[dt.date]:
    return [dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in range(366 + 365 + 365)]


def test_every_day_of_three_years_is_what_the_printed_calendar_says():
    told = {day: DAYS[day.year][day.month - 1][day.day - 1] == "w" for day in every_day()}
    assert len(told) == 1096
    assert [day for day, worked in told.items() if is_workday(day) != worked] == []
    assert [day for day in told if chinese_calendar.is_workday(day) != is_workday(day)] == []


def test_the_table_would_notice_a_day_that_is_wrong():
    """The control: a calendar that knows no holidays differs on 56 weekdays and 19 weekends."""
    plain = Calendar()
    wrong = [day for day in every_day() if plain.is_workday(day) != is_workday(day)]
    assert (len([d for d in wrong if d.weekday() < 5]), len([d for d in wrong if d.weekday() >= 5])) == (
        56,
        19,
    )


@pytest.mark.parametrize(
    ("year", "number", "holidays", "worked"),
    [
        (2024, "国办发明电〔2023〕7号", 28, 8),
        (2025, "国办发明电〔2024〕12号", 28, 5),
        (2026, "国办发明电〔2025〕7号", 33, 6),
    ],
)
def test_each_year_names_its_notice_and_its_days(year, number, holidays, worked):
    found = read_year((DATA / f"calendar-{year}.json").read_text())
    assert found[:2] == (year, number)
    assert [sum(named.working is kind for named in found[2].values()) for kind in (False, True)] == [
        holidays,
        worked,
    ]


def test_a_year_without_notice_says_so_wherever_it_is_used():
    assert official().caveat(2026) == ""
    assert official().caveat(2027) == "2027年放假安排尚未公布，暂按周一至周五计算"


def test_what_the_office_enters_comes_before_the_data():
    changed = official().overridden({day(3, 2): NamedDay(False, "台风")}, {2027: "国办发明电〔2026〕9号"})
    assert not changed.is_workday(day(3, 2))
    assert changed.add_workdays(day(3, 1), 1) == day(3, 3)
    assert changed.covers(2027)
    assert is_workday(day(3, 2))


GOOD = {"year": 2027, "number": "国办发明电〔2026〕9号", "holidays": [], "worked": []}
A_DAY = {"name": "元旦", "from": "2027-01-01", "until": "2027-01-03"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"holidays": []}, "缺少"),
        ({"number": " "}, "缺少"),
        ({"year": "后年"}, "不是工作日历"),
        ({"holidays": [{**A_DAY, "from": "2026-12-31"}]}, "不在2027年"),
        ({"holidays": [{**A_DAY, "until": "2027-02-30"}]}, "看不懂日期"),
        ({"holidays": [{**A_DAY, "from": "2027-01-04"}]}, "先后颠倒"),
        ({"worked": [{"on": "2027-01-02"}]}, "既是假日又是上班日"),
        ({"worked": "x"}, "不是工作日历"),
    ],
)
def test_a_year_that_makes_no_sense_is_refused_with_the_reason(change, said):
    with pytest.raises(NotACalendar, match=said):
        read_year(json.dumps(GOOD | {"holidays": [A_DAY]} | change))


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", "2027", '{"year": 2027}'])
def test_what_is_no_calendar_at_all_is_refused(text):
    with pytest.raises(NotACalendar, match="不是工作日历"):
        read_year(text)
