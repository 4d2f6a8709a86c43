"""Time limits as offices write them: what each means, or the level of what is said about it. Never a silent wrong one."""

import pytest

from cms.catalog.importing.timing import read_time_limit
from cms.catalog.timing import said
from cms.catalog.vocabulary import Frequency, TimingKind

# text: frequency (first letters suffice), working days, day of the month; levels of the findings, worst first.
F = {
    "change": "ON_CHANGE",
    "month": "MONTHLY",
    "quarter": "QUARTERLY",
    "half": "HALF_YEARLY",
    "year": "YEARLY",
    "stage": "BY_STAGE",
    "event": "ON_EVENT",
    None: None,
}
CORPUS = """
长期公开，变更后10个工作日内更新 | change 10 - |
长期公开 | change - - | warning
长期公开，变更后15日内更新 | change - - | doubt
变更后十个工作日内更新 | change 10 - | doubt
长期公开，审批通过后3个工作日内 | change 3 - | doubt
每季度公开，期末后１５个工作日内 | quarter 15 - |
每季度首月20日前 | quarter - 20 | doubt
每季度第一个月二十日前 | quarter - 20 | doubt
每季度首个月20日前公开上季度情况 | quarter - 20 |
每季度公开，次月20日前 | quarter - 20 |
每季度结束后15日内 | quarter - 15 |
每季度20日前 | quarter - - | doubt
每季度末 | quarter - - | doubt
每季度前10个工作日内 | quarter 10 - | doubt
每季度公开，审批通过后3个工作日内 | quarter 3 - | doubt
每季度公开，期末后10个工作日内；重大事项即时公开 | quarter 10 - | doubt
每季度公开，公开不少于10个工作日 | quarter - - | doubt
每三个月一次 | quarter - - | doubt
每年四次 | quarter - - | doubt
每月10日前 | month - 10 | doubt
每月公开，次月5日前 | month - 5 |
次月5日前 | month - 5 | doubt
每月1日至10日 | month - 10 | doubt
每月上旬 | month - 10 | doubt
每月底前 | month - - | doubt
每月公开，公开时间不少于7日 | month - - | doubt
每半年一次 | half - - | warning
每年1月、7月15日前 | half - 15 | doubt
每年两次 | half - - | doubt
每年1月31日前 | year - 31 | doubt
每年1月15日前公开上年度情况 | year - 15 |
每年一月底前 | year - 31 | doubt
每年公开，次年1月31日前 | year - 31 |
一年一次 | year - - | warning
年底前 | year - - | doubt
每年12月底前 | year - - | error
每年3月31日前 | year - - | error
每月32日前 | month - - | error
逐段公开 | stage - - | warning
分阶段公开，每一阶段完成后10个工作日内 | stage 10 - |
形成之日起20个工作日内 | event 20 - |
自信息形成或者变更之日起20个工作日内 | event 20 - | doubt
3个工作日内 | event 3 - | doubt
审批通过后3-5个工作日内 | event 5 - | doubt
审批通过后7天内 | event - - | doubt
审批通过后24小时内 | event - - | doubt
审批通过后2个工作日内，5个工作日内反馈 | event - - | doubt
即时公开 | event - - | warning
会后3个工作日内 | event 3 - |
适时公开 | None - - | error
按需公开 | None - - | error
15日内 | None - - | error
期末后10个工作日内 | None 10 - | error
每周 | None - - | error
每半月 | None - - | error
每两个月 | None - - | error
每月不少于2次 | None - - | error
每年第一季度 | None - - | error
长期公开，每年更新 | None - - | error
""".strip().splitlines()
ORDER = ("error", "doubt", "warning")


@pytest.mark.parametrize("line", CORPUS)
def test_a_time_limit_is_understood_or_doubted(line):
    text, means, level = (part.strip() for part in line.split("|"))
    frequency, days, day = (None if word in ("-", "None") else word for word in means.split())
    limit = read_time_limit(text)
    assert limit.frequency == F[frequency]
    assert (limit.due_workdays, limit.due_day) == (int(days) if days else None, int(day) if day else None)
    levels = {found for found, _message in limit.findings}
    assert next((one for one in ORDER if one in levels), "") == level


@pytest.mark.parametrize(
    ("text", "notice", "days"),
    [
        ("审批通过后2个工作日内，公示5个工作日", "5个工作日", 2),
        ("公示期不少于7天，审批通过后2个工作日内", "不少于7天", 2),
    ],
)
def test_a_period_of_notice_in_the_time_limit_is_not_taken_for_its_days(text, notice, days):
    limit = read_time_limit(text)
    assert (limit.notice, limit.due_workdays, limit.findings) == (notice, days, [])


PAIRS = [
    (TimingKind.STANDING, Frequency.ON_CHANGE),
    (TimingKind.PHASED, Frequency.BY_STAGE),
    (TimingKind.IMMEDIATE, Frequency.ON_EVENT),
    *((TimingKind.PERIODIC, one) for one in Frequency.values[1:5]),
]


@pytest.mark.parametrize(("timing", "frequency"), PAIRS)
def test_what_we_write_we_read_back(timing, frequency):
    """For every number of days, and every day of a month."""
    for days in (None, *range(61)):
        limit = read_time_limit(said(timing=timing, frequency=frequency, due_workdays=days))
        assert (limit.kind, limit.frequency, limit.due_workdays) == (timing, frequency, days)
        assert [level for level, _text in limit.findings] == ([] if days is not None else ["warning"])
    for day in range(1, 32) if timing == TimingKind.PERIODIC else ():
        limit = read_time_limit(said(timing=timing, frequency=frequency, due_workdays=None, due_day=day))
        assert (limit.kind, limit.frequency, limit.due_day, limit.findings) == (timing, frequency, day, [])


@pytest.mark.parametrize("known", [line.split("|")[0].strip() for line in CORPUS])
@pytest.mark.parametrize("odd", ["特别情况除外", "或者另定"])
def test_a_word_that_nobody_knows_is_never_passed_over(known, odd):
    """Whatever is understood of the rest, what was not read is said."""
    limit = read_time_limit(f"{known}，{odd}")
    assert any(level in ("doubt", "error") for level, _message in limit.findings)
