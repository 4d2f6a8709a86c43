"""What the unit is told it would gain is what it gets when it does it, as the product then records it."""

from fractions import Fraction

import pytest

from plugins.evaluation.engine.gains import acts_of, after, at_stake, gains
from plugins.evaluation.engine.reading import key_of, read
from tests.plugins.evaluation.made import HEAD, MANNERS, SCHEME, duty, later, page, row, score, year
from tests.plugins.evaluation.strategies_pages import changed, missed, of

TODAY = HEAD["as_of"]


def total(rows, head=HEAD):
    return Fraction(score(rows, head=head)["total"])


def told(rows, act, about):
    return next(one for one in gains(SCHEME, rows, HEAD) if (one["act"], one["about"]) == (act, about))


def test_who_has_everything_has_nothing_to_gain():
    assert gains(SCHEME, year("good"), HEAD) == []


@pytest.mark.parametrize("manner", ["average", "late"])
def test_publishing_what_was_missed(manner):
    rows = year(manner)
    one = missed(rows)[0]
    # the product's own way of recording it, without the scan that comes at night
    done = changed(rows, one, met_on=TODAY, entry="real") + [
        each for each in page("real", one["item"], one["period"], TODAY) if each["kind"] != "check"
    ]
    promised = told(rows, "publish", key_of(one))
    assert total(done) - total(rows) == Fraction(promised["gain"]) > 0
    assert score(done)["total"] == promised["total"]


def test_answering_filing_filling_in_and_telling_a_result():
    rows = year("late")
    opinion = next(one for one in of(rows, "opinion") if not one["answered_on"])
    filing = next(one for one in of(rows, "filing") if one["due_on"])
    item = next(one for one in of(rows, "item") if not all(one["filled"].values()))
    notice = next(one for one in of(rows, "notice") if not one["result_on"])
    done = {
        "answer": (opinion, {"answered_on": TODAY}),
        "file": (filing, {"filed_on": TODAY, "registered_on": TODAY}),
        "fill": (item, {"filled": dict.fromkeys(item["filled"], True)}),
    }
    for act, (old, fields) in done.items():
        assert (
            total(changed(rows, old, **fields)) - total(rows)
            == Fraction(told(rows, act, key_of(old))["gain"])
            > 0
        )
    # too late for this one: it was silent for more than thirty days, and stays so
    assert total(changed(rows, notice, result_on=TODAY)) == total(rows)
    assert not [one for one in gains(SCHEME, rows, HEAD) if one["act"] == "tell_result"]


def test_putting_a_page_right():
    rows = year("average")
    wrong = next(one for one in of(rows, "check") if one["result"] == "fail")
    promised = told(rows, "fix", key_of(wrong))
    assert total(changed(rows, wrong, fixed_on=TODAY)) - total(rows) == Fraction(promised["gain"]) > 0
    assert [one["code"] for one in promised["indicators"]] == ["A501"]


def test_handing_in_what_is_missing():
    rows = year("average")
    plain = {"mechanism": "SENTIMENT", "dated": "2020-01-01", "filed_on": TODAY, "accepted": True}
    promised = told(rows, "hand_in", "mechanism:SENTIMENT")
    assert total([*rows, row("document", **plain)]) - total(rows) == Fraction(promised["gain"]) > 0


def test_the_greatest_gain_comes_first_and_the_evidence_stays_as_it_was():
    rows = year("late")
    before = [dict(one) for one in rows]
    found = [Fraction(one["gain"]) for one in gains(SCHEME, rows, HEAD)]
    assert found == sorted(found, reverse=True) and rows == before
    assert gains(SCHEME, list(reversed(rows)), HEAD) == gains(SCHEME, rows, HEAD)


@pytest.mark.parametrize("manner", MANNERS)
def test_the_evidence_of_every_act_is_evidence(manner):
    rows = year(manner)
    for act in acts_of(SCHEME, rows, HEAD):
        read(act.applied(rows))


def test_several_acts_together():
    rows = year("late")
    acts = acts_of(SCHEME, rows, HEAD)
    together = after(SCHEME, rows, HEAD, acts)
    assert Fraction(together["total"]) > max(Fraction(one["total"]) for one in gains(SCHEME, rows, HEAD))


def test_what_is_at_stake_before_it_is_due():
    today = HEAD | {"as_of": "2026-10-10"}
    rows = [one for one in year("average") if one.get("on", "") < "2026-10-01"]
    rows = [
        one | {"met_on": None, "entry": None}
        if one.get("due_on") == "2026-10-15" and one["kind"] == "duty"
        else one
        for one in rows
    ]
    found = at_stake(SCHEME, rows, today, days=10)
    assert found and {one["by"] for one in found} == {"2026-10-15"}
    first = next(one for one in of(rows, "duty") if key_of(one) == found[0]["about"])
    done = changed(rows, first, met_on="2026-10-10", entry="real")
    done += [
        one for one in page("real", first["item"], first["period"], "2026-10-10") if one["kind"] != "check"
    ]
    then = HEAD | {"as_of": "2026-10-16"}
    assert total(done, then) - total(rows, then) == Fraction(found[0]["gain"]) > 0
    assert at_stake(SCHEME, rows, today, days=2) == []
    assert duty("I01", "x", later("2026-10-10", 1))["met_on"] is None
