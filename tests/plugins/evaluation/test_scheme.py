"""A scheme says all that is wrong with it at once, and is named by its content."""

import pytest

from plugins.evaluation.engine import schemes
from plugins.evaluation.engine.evidence import Invalid
from plugins.evaluation.engine.exact import canonical, decimal, number
from plugins.evaluation.engine.formulas import REASONS
from plugins.evaluation.engine.formulas.result import FORMULAS
from plugins.evaluation.engine.scheme import Scheme

FEATURE = {
    "code": "L02-1",
    "version": 1,
    "aspect": 6,
    "title": "民生实事全流程公开",
    "method": "survey",
    "formula": "judged",
    "parameters": {"least": 1},
    "points": "15",
    "basis": "条线牵头部门",
}
PART = {"line": "L02", "version": 1, "indicators": [FEATURE]}


def problems(data):
    with pytest.raises(Invalid) as refused:
        Scheme.read(data)
    return refused.value.problems


def test_the_default_scheme_has_a_hundred_points_in_six_aspects():
    scheme = schemes.default()
    assert [aspect.points for aspect in scheme.aspects] == [10, 25, 25, 15, 10, 15]
    assert sum(one.points for one in scheme.indicators) == 85
    assert len(scheme.indicators) == 23
    assert all(one.basis for one in scheme.indicators)
    assert sum(one.points for one in scheme.indicators if one.method == "auto") >= 54


def test_nothing_that_measures_attention_can_be_named():
    assert not {"views", "likes", "followers", "log_ins"} & set(FORMULAS)


def test_all_problems_are_told_at_once():
    data = schemes.default_data()
    data["indicators"][0]["formula"] = "guess"
    data["indicators"][1]["points"] = 4.0
    data["indicators"][2]["parameters"] = {"mechanism": ["PLAN"]}
    data["indicators"][3]["code"] = data["indicators"][4]["code"]
    data["indicators"][5]["applies"] = {"having": ["wishes"], "colours": []}
    data["cells"]["waived_share"] = "1/0"
    data["bonus"]["cap"] = "-5"
    data["extra"] = 1
    told = "\n".join(problems(data))
    for part in (
        "guess",
        "4.0",
        "mechanisms is missing",
        "no 'mechanism'",
        "another one",
        "wishes",
        "colours",
        "waived_share",
    ):
        assert part in told
    assert "bonus.cap" in told and "'extra'" in told and "aspect 1 has 10 points, its indicators 6" in told


@pytest.mark.parametrize(
    "broken", [None, [], {}, {"aspects": 3, "indicators": "x", "bonus": []}, {"aspects": [{"no": []}]}]
)
def test_what_is_no_scheme_is_refused_in_words(broken):
    assert problems(broken)


def test_a_line_adds_its_indicators_as_a_part_of_its_own():
    scheme = schemes.default().with_features([PART])
    assert [one.code for one in scheme.indicators_for({"line": "L02"})][-1] == "L02-1"
    assert len(scheme.indicators_for({"line": "L01"})) == 23
    assert scheme.digest != schemes.default().digest
    again = scheme.with_features([PART | {"version": 2}])
    assert [part["version"] for part in again.data["features"]] == [2]
    with pytest.raises(Invalid, match="aspect 6 has 15 points"):
        schemes.default().with_features([PART | {"indicators": [FEATURE | {"points": "14"}]}])
    with pytest.raises(Invalid, match="not for the indicators of lines"):
        schemes.default().with_features([PART | {"indicators": [FEATURE | {"aspect": 1}]}])


def test_the_digest_does_not_depend_on_the_order_of_keys():
    data = schemes.default_data()
    turned = dict(reversed(data.items()))
    assert Scheme.read(turned).digest == Scheme.read(data).digest
    data["title"] += "。"
    assert Scheme.read(data).digest != Scheme.read(turned).digest


def test_the_scheme_that_was_shipped_stays_as_it_was():
    """A published scheme is frozen. What changes gets another version, and another line here."""
    assert schemes.default().name == {
        "code": "default",
        "version": 1,
        "digest": "72f8195c1fe8177c2e06a63d5330c866110ef0f9881cc4ed41f8024f97fe964b",
    }


def test_every_reason_has_words():
    assert all(REASONS.values())


def test_numbers_are_exact_and_never_floats():
    assert number("0.1") + number("1/5") == number("3/10")
    assert canonical({"b": number("10/4"), "a": [1, "中"]}) == '{"a":[1,"中"],"b":"5/2"}'
    assert [decimal(number(one)) for one in ("1/3", "-1/200", "5/1000", "7")] == [
        "0.33",
        "-0.01",
        "0.01",
        "7.00",
    ]
    for wrong in ("1e3", "nan", "1/0", " 1", "", None, 0.5, True, "１"):
        with pytest.raises(ValueError):
            number(wrong)
    with pytest.raises(TypeError):
        canonical({"a": 0.5})
