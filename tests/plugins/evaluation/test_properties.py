"""What holds for every unit, and not only for those that somebody thought of."""

import random
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.evaluation.engine import schemes
from plugins.evaluation.engine.dump import write
from plugins.evaluation.engine.exact import canonical
from plugins.evaluation.engine.intervals import wilson
from plugins.evaluation.engine.recompute import recompute
from plugins.evaluation.engine.scheme import Scheme
from tests.plugins.evaluation.made import HEAD, MANNERS, SCHEME, check, duty, later, page, row, score, year
from tests.plugins.evaluation.strategies_pages import changed, of

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
MANNER = st.sampled_from(MANNERS)
LEFT = ("WITHDRAWN", "REMOVED", "EXPIRED", "OUT_OF_SCOPE", "TAKEN_DOWN")


@st.composite
def evidence(draw):
    """A made unit whose year was spoilt at random: pages lost, shortened, repeated, taken away, findings, waivers."""
    rows, luck = year(draw(MANNER)), random.Random(draw(st.integers(0, 10**6)))
    for one in luck.sample(of(rows, "version"), 8):
        fields = luck.choice(
            [{"length": 0}, {"text": "same"}, {"on": later(one["on"], 30)}, {"change": "MINOR"}]
        )
        rows = changed(rows, one, **fields)
    for one in luck.sample(of(rows, "version"), 6):
        away = {"on": later(one["on"], 9), "departure": luck.choice(LEFT), "early": luck.random() < 0.5}
        rows = [*rows, row("departure", entry=one["entry"], replaced_by=None, **away)]
    for one in luck.sample(of(rows, "version"), 6):
        found = check(
            one["entry"],
            luck.choice(["blank", "image_only", "tags", "personal_data"]),
            "fail",
            since=one["on"],
        )
        rows = [
            *rows,
            found | {"warned_on": one["on"], "fixed_on": luck.choice([None, later(one["on"], 20)])},
        ]
    for one in luck.sample(of(rows, "duty"), 8):
        rows = changed(
            rows, one, **luck.choice([{"waived_on": "2026-02-01"}, {"met_on": None, "entry": None}])
        )
    for one in luck.sample(of(rows, "nil"), 1):
        rows = changed(rows, one, sample=luck.choice(["false", "borne_out", None]))
    unit = of(rows, "unit")[0]
    return changed(rows, unit, since=luck.choice(["2020-01-01", "2026-02-15", "2026-07-01"]))


def total(rows):
    return Fraction(score(rows)["total"])


@QUICK
@given(evidence(), st.integers(0, 200), st.sampled_from(["2026-05-01", "2026-12-31", "2027-01-19", None]))
def test_a_valid_disclosure_never_lowers_a_score(rows, which, day):
    """Whatever is still open is published: by its day, late, or today; decided by all, with a text of its own."""
    rows = [one for one in rows if one.get("unit")]
    open_ones = [one for one in of(rows, "duty") if not one["entry"] and one["item"].startswith("I")]
    if not open_ones:
        return
    one = open_ones[which % len(open_ones)]
    on = day or later(one["due_on"], -1)
    done = changed(rows, one, met_on=on, entry="valid") + page("valid", one["item"], one["period"], on)
    assert total(done) >= total(rows)


@QUICK
@given(evidence(), st.integers(1, 5))
def test_a_valid_disclosure_beyond_the_catalog_never_lowers_a_score(rows, count):
    more = []
    for n in range(count):
        on = f"2026-0{n + 2}-03"
        more.append(duty("I05", f"ev{n}", later(on, 5), met_on=on, entry=f"ev{n}", duty_kind="EVENT"))
        more += page(f"ev{n}", "I05", f"ev{n}", on)
    assert total(rows + more) >= total(rows)


@QUICK
@given(evidence(), st.sampled_from(["LEAK", "FORGERY", "of-another-scheme"]))
def test_a_veto_always_wins(rows, code):
    found = score([*rows, row("veto", code=code, decided_on="2026-05-05")])
    assert (found["total"], found["vetoed"], found["interval"]) == ("0", True, None)


@QUICK
@given(evidence())
def test_caps_hold_and_rescaling_is_exact(rows):
    found = score(rows)
    for one in found["indicators"]:
        assert 0 <= Fraction(one["points"]) <= Fraction(one["of"])
    points, of_all = (sum(Fraction(one[name]) for one in found["indicators"]) for name in ("points", "of"))
    assert Fraction(found["base"]) == points * 100 / of_all and Fraction(found["factor"]) * of_all == 100
    assert sum(Fraction(one["points"]) for one in found["aspects"]) == points
    assert 0 <= Fraction(found["base"]) <= 100 and Fraction(found["total"]) <= 105
    if found["interval"]:
        assert Fraction(found["interval"][0]) <= Fraction(found["total"]) <= Fraction(found["interval"][1])


@QUICK
@given(evidence(), st.randoms(use_true_random=False))
def test_order_and_repetition_never_matter(rows, luck):
    mixed = rows + luck.sample(rows, 100)
    luck.shuffle(mixed)
    assert canonical(score(mixed)) == canonical(score(rows))


@settings(QUICK, max_examples=8)
@given(evidence())
def test_an_old_scheme_gives_the_old_bytes(rows):
    """Another version is published and used; the old one, read back from the dump, gives what it gave."""
    lines = list(write(HEAD, rows))
    before = list(recompute(lines))
    newer = schemes.default_data() | {"version": 2}
    newer["cells"]["waived_share"], newer["indicators"][7]["parameters"]["within_days"] = "0", 30
    list(recompute(lines, Scheme.read(newer)))
    assert list(recompute(lines)) == before and list(recompute(lines, Scheme.read(SCHEME.data))) == before


@settings(QUICK, max_examples=300)
@given(st.integers(1, 400), st.fractions(0, 1))
def test_an_interval_holds_its_share_and_narrows_with_more_cases(population, share):
    low, high = wilson(share * population, population)
    assert 0 <= low <= share <= high <= 1
    wide_low, wide_high = wilson(share, 1)
    assert high - low <= wide_high - wide_low
