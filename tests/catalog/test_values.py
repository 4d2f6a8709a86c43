"""What the words of a time limit, a mark and a list mean."""

import pytest

from cms.catalog.importing import values
from cms.catalog.importing.ticks import tick, ticked
from cms.catalog.importing.timing import read_time_limit


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
    limit = read_time_limit(text)
    assert (limit.kind, limit.frequency) == timing


@pytest.mark.parametrize("text", ["长期公开，每年更新", "每月或每季度公开", "分阶段公开，每半年汇总"])
def test_a_time_limit_with_two_meanings_has_both(text):
    limit = read_time_limit(text)
    assert (limit.kind, [level for level, _message in limit.findings]) == (None, ["error"])
    assert "有几种理解" in limit.findings[0][1]


@pytest.mark.parametrize("text", ["", "适时", "另行通知", "10天内"])
def test_a_time_limit_with_none(text):
    limit = read_time_limit(text)
    assert (limit.kind, [level for level, _message in limit.findings]) == (None, ["error"])


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
    assert read_time_limit(text).due_workdays == days


@pytest.mark.parametrize(
    ("mark", "means"),
    [("√", True), ("■", True), ("是", True), ("Ｙ", True), ("□", False), ("", False), (" ", False), ("否", False),
     ("?", None), ("二", None)],
)  # fmt: skip
def test_a_mark(mark, means):
    assert tick(mark) is means


def test_linked_systems_and_words_that_name_none():
    assert values.linked("政务公开、村务公开；警务公开") == (("GOV", "VILLAGE"), ["警务公开"])


@pytest.mark.parametrize(
    ("text", "chosen", "others", "clear"),
    [
        ("■社会公开 □党内公开", ("社会公开",), ("党内公开",), True),
        ("社会公开☑ 党内公开☐", ("社会公开",), ("党内公开",), True),
        ("□会议\n■公开栏；■ 文件", ("公开栏", "文件"), ("会议",), True),
        ("√社会公开", ("社会公开",), (), True),
        ("社会公开 √ 党内公开", ("党内公开",), (), False),
    ],
)
def test_ticks_beside_words_in_one_cell(text, chosen, others, clear):
    found = ticked(text)
    assert (found.chosen, found.others, found.clear) == (chosen, others, clear)


@pytest.mark.parametrize("text", ["", "■", "社会公开", "□"])
def test_a_cell_without_ticks_beside_words(text):
    assert ticked(text) is None


@pytest.mark.parametrize(
    ("field", "text", "value", "sure"),
    [
        ("scope", "向社会公开", "SOCIETY", True),
        ("scope", "全社会", "SOCIETY", True),
        ("scope", "社会（网站）", "SOCIETY", False),
        ("scope", "党员", "PARTY", False),
        ("scope", "■党内公开 □社会公开", "PARTY", True),
        ("scope", "社会公开、党内公开", None, True),
        ("scope", "■党内公开 ■社会公开", None, True),
        ("scope", "党组织内部", None, True),
        ("approval_level", "主要领导审批", "IMPORTANT", False),
        ("approval_level", "重大", "MAJOR", True),
    ],
)
def test_a_value_of_a_closed_list_is_clear_or_doubted_or_none(field, text, value, sure):
    choice = values.choice(field, text)
    assert (choice.value, choice.sure) == (value, sure)
