"""The stability of a result: exact, the same anywhere, and honest when nothing can be told apart."""

import json
import random
import subprocess
import sys
from fractions import Fraction

import pytest

from plugins.showcase.stability import LEVEL_FROM, Scored, drawn, scores, shown, statement

FULL = (1000, 2500, 2500, 1500, 1000, 1500)


def sheet(reviewer, nomination, share, round="REVIEW"):
    """A sheet with the same share (in percent) of every aspect's full marks."""
    return Scored(round, reviewer, nomination, tuple(of * share // 100 for of in FULL))


def line(**shares):
    """nomination → shares that reviewers 0, 1, 2 … gave it."""
    return [sheet(f"r{i}", name, share) for name, given in shares.items() for i, share in enumerate(given)]


def told(sheets, places=1, everything=None, seed="s"):
    return statement(sheets, everything=everything or sheets, places=places, seed=seed)


def test_a_clear_winner_is_told_apart():
    found = told(line(a=[90, 92, 91, 90, 93], b=[70, 71, 72, 70, 69], c=[60, 61, 62, 63, 60]))
    assert found["separable"]
    assert found["why"] == []
    assert found["same"] == found["resamples"]
    assert [row["rank"] for row in found["rows"]] == [1, 2, 3]


def test_one_reviewer_who_turns_the_result_is_named():
    found = told(line(a=[80, 80, 80, 80, 100], b=[82, 82, 82, 82, 50]))
    assert not found["separable"]
    assert "without_one" in found["why"]
    assert found["without_one"] == ["REVIEW:r4"]


def test_an_aspect_whose_weight_decides_is_named():
    strong = tuple([Scored("REVIEW", f"r{i}", "a", (1000, 1500, 2500, 1500, 1000, 1500)) for i in range(4)])
    even = tuple([Scored("REVIEW", f"r{i}", "b", (800, 2400, 2300, 1300, 800, 1350)) for i in range(4)])
    found = told([*strong, *even])
    assert "2+" in found["weights"]
    assert not found["separable"]


def test_equal_scores_are_a_tie_and_not_a_winner():
    found = told(line(a=[80, 80, 80], b=[80, 80, 80]))
    assert not found["separable"]
    assert "tie" in found["why"]
    assert [row["rank"] for row in found["rows"]] == [1, 1]


def test_two_sheets_say_nothing():
    assert told(line(a=[95, 95], b=[50, 50]))["why"] == ["too_few"]


def test_who_has_no_rival_needs_no_telling_apart():
    found = told(line(a=[95], b=[50]), places=2)
    assert found["separable"]
    assert found["why"] == ["no_contest"]


def test_nothing_is_normalised_below_the_minimum_count():
    """A strict reviewer who saw only one line stays as they scored; one who saw enough is brought to the level of all."""
    few = line(a=[90, 60], b=[80, 50])
    assert all(row["raw"] == row["normalised"] for row in told(few)["rows"])
    other = [sheet("r1", f"x{i}", 50) for i in range(LEVEL_FROM)]
    rows = told(few, everything=[*few, *other])["rows"]
    assert any(row["raw"] != row["normalised"] for row in rows)


def test_a_harsh_reviewer_who_saw_only_one_of_two_does_not_decide_unseen():
    """Levelling shows what the raw order hides, and sends it to people."""
    mild = [sheet("mild", f"x{i}", 90) for i in range(6)]
    harsh = [sheet("harsh", f"x{i}", 50) for i in range(6)]
    own = [
        *(sheet(f"r{i}", "a", 80) for i in range(4)), sheet("harsh", "a", 60),
        *(sheet(f"r{i}", "b", 79) for i in range(4)), sheet("mild", "b", 90),
    ]  # fmt: skip
    found = told(own, everything=[*own, *mild, *harsh])
    assert "normalised" in found["why"]
    assert not found["separable"]


def test_rounds_weigh_alike_however_many_sheets_they_have():
    sheets = [sheet("a", "n", 50), *(sheet(f"v{i}", "n", 100, "VISIT") for i in range(9))]
    assert scores(sheets)["n"] == Fraction(75)


def test_order_of_sheets_changes_nothing():
    sheets = line(a=[90, 60, 77, 81], b=[80, 70, 79, 78], c=[79, 80, 81, 60])
    kept = told(sheets)
    for seed in range(20):
        random.Random(seed).shuffle(sheets)
        assert told(sheets) == kept


def test_nothing_kept_is_a_float_and_it_is_the_same_in_another_process():
    """Python's own hashing differs from process to process; the statement must not."""
    code = (
        "import json\n"
        "from tests.plugins.showcase.test_stability import line, told\n"
        "print(json.dumps(told(line(a=[90, 60, 77, 81], b=[80, 70, 79, 78])), sort_keys=True))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(p for p in sys.path if p)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    json.loads(runs.pop(), parse_float=lambda text: pytest.fail(f"a float: {text}"))


def test_the_seed_decides_the_draw():
    assert drawn("s", 1, 7) == drawn("s", 1, 7)
    assert any(drawn("s", i, 7) != drawn("t", i, 7) for i in range(5))
    assert all(0 <= one < 7 for i in range(200) for one in drawn("s", i, 7))


@pytest.mark.parametrize(
    ("exact", "text"),
    [("83", "83.00"), ("250/3", "83.33"), ("1/200", "0.01"), ("-1/3", "-0.33"), ("0", "0.00")],
)
def test_shown_scores_are_rounded_half_up(exact, text):
    assert shown(exact) == text
