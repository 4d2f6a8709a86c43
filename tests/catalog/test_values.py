"""What the words of a time limit, a mark and a list mean."""

import pytest

from cms.catalog.importing import values
from cms.catalog.vocabulary import Frequency, TimingKind


@pytest.mark.parametrize(
    ("text", "timing"),
    [
        ("长期公开，变更后10个工作日内更新", ("STANDING", "ON_CHANGE")),
        ("长期公开，及时更新", ("STANDING", "ON_CHANGE")),
        ("每月公开", ("PERIODIC", "MONTHLY")),
        ("每 季 度公开，及时更新", ("PERIODIC", "QUARTERLY")),
        ("每半年公开", ("PERIODIC", "HALF_YEARLY")),
        ("每年公开", ("PERIODIC", "YEARLY")),
        ("按季度", ("PERIODIC", "QUARTERLY")),
        ("分阶段公开，每一阶段完成后3个工作日内", ("PHASED", "BY_STAGE")),
        ("审批通过后1个工作日内", ("IMMEDIATE", "ON_EVENT")),
        ("及时公开", ("IMMEDIATE", "ON_EVENT")),
    ],
)
def test_a_time_limit_has_one_meaning(text, timing):
    assert values.timings(text) == [(TimingKind(timing[0]), Frequency(timing[1]))]


@pytest.mark.parametrize("text", ["长期公开，每年更新", "每月或每季度公开", "分阶段公开，每半年汇总"])
def test_a_time_limit_with_two_meanings_has_both(text):
    assert len(values.timings(text)) == 2


@pytest.mark.parametrize("text", ["", "适时", "另行通知", "10个工作日内"])
def test_a_time_limit_with_none(text):
    assert values.timings(text) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("10个工作日内", 10),
        ("１０ 个工作日", 10),
        ("十个工作日", 10),
        ("十五个工作日", 15),
        ("二十个工作日", 20),
        ("三个工作日", 3),
        ("两个工作日", 2),
        ("7工作日", 7),
        ("30日内", None),
        ("若干个工作日", None),
    ],
)
def test_working_days(text, days):
    assert values.workdays(text) == days


@pytest.mark.parametrize(
    ("mark", "means"),
    [("√", True), ("■", True), ("是", True), ("Ｙ", True), ("□", False), ("", False), (" ", False), ("否", False),
     ("?", None), ("二", None)],
)  # fmt: skip
def test_a_mark(mark, means):
    assert values.tick(mark) is means


def test_linked_systems_and_words_that_name_none():
    assert values.linked("政务公开、村务公开；警务公开") == (("GOV", "VILLAGE"), ["警务公开"])
