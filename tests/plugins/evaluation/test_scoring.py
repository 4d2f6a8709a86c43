"""What a score says in the cases that people will ask about."""

from fractions import Fraction

import pytest

from plugins.evaluation.engine import schemes
from plugins.evaluation.engine.evidence import KINDS, Invalid
from plugins.evaluation.engine.intervals import wilson
from plugins.evaluation.engine.reading import key_of, read
from plugins.evaluation.engine.scheme import Scheme
from plugins.evaluation.engine.scoring import evaluate
from plugins.evaluation.engine.standing import standing
from tests.plugins.evaluation.made import (
    HEAD,
    MANNERS,
    SCHEME,
    duty,
    indicator,
    item,
    later,
    page,
    row,
    score,
    year,
)
from tests.plugins.evaluation.strategies_pages import changed, of
from tests.plugins.evaluation.test_scheme import PART


def of_unit(rows, slug, **fields):
    moved = [one | {"unit": slug} for one in rows]
    return [one | fields if one["kind"] == "unit" else one for one in moved]


def test_the_good_are_above_the_average_and_those_above_the_late():
    good, average, late = (Fraction(score(year(manner))["total"]) for manner in MANNERS)
    assert 100 == good > average > late > 40


def test_what_does_not_apply_is_rescaled_exactly():
    found = score(year("average"))
    assert found["factor"] == "20/17"  # the line has no indicators of its own: 85 points are left
    points = sum(Fraction(one["points"]) for one in found["indicators"])
    assert Fraction(found["base"]) == points * 100 / 85
    whole = score(year("average"), SCHEME.with_features([PART]))
    assert whole["factor"] == "20/17" and whole["indicators"][-1]["reason"] == "not_judged"
    judged = [
        *year("average"),
        row("judgement", indicator="L02-1", value="1/3", reviewer=1, round=1, method="survey"),
    ]
    full = score(judged, SCHEME.with_features([PART]))
    assert full["factor"] == "1" and Fraction(full["base"]) == points + 5
    assert [one["of"] for one in full["aspects"]] == ["10", "25", "25", "15", "10", "15"]


def test_three_quarters_that_apply_count_four_thirds():
    data = schemes.default_data()
    for one in data["indicators"]:
        if one["aspect"] in (1, 6):
            one["applies"] = {"levels": ["DISTRICT"]}
    assert score(year(), Scheme.read(data))["factor"] == "4/3"


def test_a_veto_takes_it_all_and_a_lifted_one_nothing():
    veto = row("veto", code="LEAK", decided_on="2026-08-01", lifted_on=None)
    found = score([*year(), veto])
    assert (found["total"], found["vetoed"], found["vetoes"], found["base"]) == ("0", True, ["LEAK"], "100")
    assert score([*year(), veto | {"lifted_on": "2026-09-01"}])["total"] == "100"
    assert score([*year(), veto | {"decided_on": "2027-02-01"}])["total"] == "100"


def test_the_bonus_is_for_who_is_above_the_threshold_and_has_a_cap():
    rows = [
        row("bonus", code=code, on="2026-05-01", points="9", other=None)
        for code in ("PROMOTED", "ADOPTED", "SMILES")
    ]
    assert score([*year(), *rows])["bonus"]["points"] == "5"
    assert score([*year("late"), *rows])["bonus"] | {"evidence": []} == {
        "points": "0",
        "given": "5",
        "evidence": [],
    }


def test_what_is_due_today_or_later_is_shown_and_not_scored():
    rows = [*year(), duty("I01", "2026Q4", "2027-01-15")]
    assert score(rows)["total"] == "100"
    today = HEAD | {"as_of": "2026-10-15"}
    found = score(year("late"), head=today)
    assert len(found["pending"]) == 14
    missed = [one for one in of(year("late"), "duty") if one["due_on"] < "2026-10-15" and not one["met_on"]]
    assert not {key_of(one) for one in missed} & set(found["pending"])


def test_an_item_for_the_inside_never_costs_points():
    inside = [item("P02", scope="UNIT"), *(duty("P02", f"p{n}", "2026-05-01") for n in range(9))]
    assert score([*year(), *inside])["total"] == "100"
    public = [item("P02"), *(duty("P02", f"p{n}", "2026-05-01") for n in range(9))]
    assert Fraction(score([*year(), *public])["total"]) < 100


def test_an_unapproved_reader_of_findings_has_days_of_grace():
    rows, entry = year(), "e-I01-2026Q1"
    told = row(
        "check", entry=entry, rule="image_only", result="fail", since="2026-12-30", warned_on="2027-01-10"
    )
    assert indicator([*rows, told], "A207")["value"] == "1"
    assert indicator([*rows, told | {"warned_on": "2027-01-08"}], "A207")["value"] == "60/61"
    assert (
        indicator([*rows, told | {"warned_on": "2026-12-31", "fixed_on": "2027-01-10"}], "A207")["value"]
        == "1"
    )
    late = indicator([*rows, told | {"warned_on": "2026-12-31", "fixed_on": "2027-01-15"}], "A208")
    assert late["value"] == "60/61"


def test_a_replacement_on_the_day_leaves_no_break_and_one_later_does():
    rows, old = year(), "e-I01-2026Q1"
    left = row("departure", entry=old, on="2026-06-01", departure="WITHDRAWN", early=True, replaced_by="new")
    assert indicator([*rows, left], "A207")["value"] == "60/61"
    same_day = [*rows, left, *page("new", "I01", "2026Q1", "2026-06-01")]
    assert indicator(same_day, "A208")["value"] == "1"
    week_later = [*rows, left, *page("new", "I01", "2026Q1", "2026-06-08")]
    assert [indicator(week_later, code)["value"] for code in ("A207", "A208")] == ["1", "60/61"]
    expired = left | {"departure": "EXPIRED", "early": False, "replaced_by": None}
    assert indicator([*rows, expired], "A208")["value"] == "1"


def test_declarations_are_believed_as_far_as_the_samples_bear_out():
    rows, nils = year(), of(year(), "nil")
    assert [one["sample"] for one in nils] == ["borne_out", None, None]
    false = [one | {"sample": "false"} if one == nils[1] else one for one in rows]
    # one true, one false, one not sampled: half of that one
    assert indicator(false, "A207")["passed"] == str(Fraction(58 + 1) + 1 - Fraction(1, 2))


def test_a_waiver_beforehand_relieves_of_a_tenth_at_most():
    asked = [
        one | {"met_on": None, "entry": None, "waived_on": later(one["due_on"], -20)}
        if one.get("entry") and one["kind"] == "duty"
        else one
        for one in year()
    ]
    found = indicator(asked, "A207")
    assert found["population"] == 61 - 6


def test_a_new_unit_is_forgiven_its_first_quarter():
    rows = [one | {"since": "2026-03-01"} if one["kind"] in ("unit", "item") else one for one in year("late")]
    found = score(rows)
    assert found["taper"]["until"] == "2026-05-30" and found["taper"]["forgiven"] > 0
    assert not [key for key in found["indicators"][8]["failed"] if key.endswith("2026Q1")]
    assert score(year("late"))["taper"] is None


def test_without_a_catalog_nothing_is_covered():
    rows = [one for one in year() if one["kind"] not in ("item", "duty", "version", "nil")]
    assert [indicator(rows, code)["value"] for code in ("A204", "A207", "A208")] == ["0", "0", "0"]


def test_few_cells_give_an_interval_and_ties():
    few = [
        one
        for one in year()
        if (one.get("item", "") in ("", "I01") and one["kind"] != "step") or one["kind"] == "unit"
    ]
    kind = {"unit_kind": "OTHER"}
    few = of_unit(few, "town-a", **kind)
    worse = [one for one in few if not (one["kind"] == "version" and one["period"] == "2026Q1")]
    scores = evaluate(SCHEME, [*of_unit(few, "a", **kind), *of_unit(worse, "b", **kind)], HEAD)
    assert Fraction(scores[0]["total"]) > Fraction(scores[1]["total"])
    assert all(
        Fraction(one["interval"][0]) < Fraction(one["total"]) <= Fraction(one["interval"][1])
        for one in scores
    )
    assert standing(scores)[0]["places"] == [{"place": 1, "units": ["a", "b"]}]


def test_places_are_inside_a_line_and_a_veto_has_none():
    rows = [one for slug, manner in zip("cba", MANNERS, strict=True) for one in of_unit(year(manner), slug)]
    rows += of_unit(year(), "d", line="L03") + of_unit(year(), "e")
    rows += [row("veto", "e", code="LEAK", decided_on="2026-08-01")]
    found = standing(evaluate(SCHEME, rows, HEAD))
    assert [one["line"] for one in found] == ["L02", "L03"]
    assert found[0]["places"] == [{"place": n, "units": [slug]} for n, slug in enumerate("cba", 1)]
    assert found[0]["without"] == ["e"] and found[1]["places"] == [{"place": 1, "units": ["d"]}]


def test_wilson_is_as_in_the_books_and_in_whole_numbers():
    low, high = wilson(Fraction(8), 10)
    assert abs(low - Fraction(4901, 10000)) < Fraction(1, 1000) and abs(
        high - Fraction(9433, 10000)
    ) < Fraction(1, 1000)
    assert wilson(Fraction(0), 0) == (0, 1)
    assert wilson(Fraction(5), 5)[1] == 1 and wilson(Fraction(0), 5)[0] == 0


def test_a_cap_bounds_what_an_indicator_takes_away():
    data = schemes.default_data()
    next(one for one in data["indicators"] if one["code"] == "A203")["cap"] = "1"
    assert indicator(year("late"), "A203", Scheme.read(data))["points"] == "3"


def test_every_score_points_at_rows_that_are_there():
    rows = year("late")
    names = {key_of(one) for one in rows}
    for one in score(rows)["indicators"]:
        assert {key for key in one["evidence"] if not key.startswith(("block", "level"))} <= names


def test_a_reader_tells_all_problems_at_once_and_lets_no_name_in():
    broken = [{**year()[0], "head": "张三"}, row("duty", item="I01", due_on="2026-2-1"), {"kind": "wish"}, 7]
    with pytest.raises(Invalid) as refused:
        read(broken)
    told = "\n".join(refused.value.problems)
    for part in (
        "no field 'head'",
        "'2026-2-1' is not a day",
        "duty.duty_kind None is missing",
        "'wish'",
        "row 4",
    ):
        assert part in told
    with pytest.raises(Invalid, match="told otherwise"):
        score([*year(), of(year(), "opinion")[0] | {"answered_on": None}])
    assert all(
        kind.meaning and all(field.meaning for field in kind.fields.values()) for kind in KINDS.values()
    )


def test_what_was_not_known_on_the_day_does_not_count():
    rows, early = year("late"), HEAD | {"as_of": "2026-08-01"}
    known = [
        one for one in rows if one.get("on", "") <= "2026-08-01" and one.get("since", "") <= "2026-08-01"
    ]
    assert score(rows, head=early) == score(known, head=early)
    assert changed(rows, rows[0]) == rows


def test_what_was_excused_and_published_late_is_not_worse_than_left_out():
    rows = year("late")
    late = next(
        one for one in rows if one["kind"] == "duty" and one["met_on"] and one["met_on"] > one["due_on"]
    )
    excused = late | {"waived_on": later(late["due_on"], -3)}
    others = [one for one in rows if one is not late]
    gone = {"met_on": None, "entry": None}
    left_out = [one for one in others if one.get("entry") != late["entry"]] + [excused | gone]
    published, without = (Fraction(score(each)["total"]) for each in ([*others, excused], left_out))
    assert published >= without
