"""Samples drawn again by the words of the algorithm alone, and kappa against values worked out elsewhere."""

import hashlib
from fractions import Fraction

import pytest

from plugins.evaluation.sampling.agreement import kappa, needs_third, settled
from plugins.evaluation.sampling.drawing import digest_of, drawn

KEYS = [f"e{number}/1" for number in range(40)]


def test_a_sample_is_drawn_again_by_whoever_has_seed_and_keys():
    lots = sorted(KEYS, key=lambda key: hashlib.sha256(b"seed\n" + key.encode()).hexdigest())
    assert drawn("seed", reversed(KEYS), 5) == lots[:5]
    assert drawn("seed", KEYS + KEYS, 5) == lots[:5]
    assert drawn("other", KEYS, 5) != lots[:5]
    assert drawn("seed", KEYS[:3], 5) == [key for key in lots if key in KEYS[:3]]
    assert drawn("seed", [], 5) == []


def test_a_key_less_is_another_population():
    assert digest_of(KEYS) == digest_of(reversed(KEYS)) != digest_of(KEYS[1:])


def test_a_larger_sample_holds_the_smaller():
    assert drawn("seed", KEYS, 10)[:5] == drawn("seed", KEYS, 5)


def test_each_key_is_as_likely_as_another():
    hits = [key for seed in range(2000) for key in drawn(str(seed), KEYS, 4)]
    assert all(140 < hits.count(key) < 260 for key in KEYS)


def table(*counts):
    """(first, second, how often) → two lists."""
    pairs = [(a, b) for a, b, count in counts for _n in range(count)]
    return [a for a, _b in pairs], [b for _a, b in pairs]


@pytest.mark.parametrize(
    ("counts", "value"),
    [
        ([("y", "y", 20), ("y", "n", 5), ("n", "y", 10), ("n", "n", 15)], Fraction(2, 5)),
        ([("y", "y", 45), ("y", "n", 15), ("n", "y", 25), ("n", "n", 15)], Fraction(3, 23)),
        ([("y", "y", 25), ("y", "n", 35), ("n", "y", 5), ("n", "n", 35)], Fraction(7, 27)),
        ([(0, 0, 3), (4, 4, 3)], Fraction(1)),
        ([(0, 4, 3), (4, 0, 3)], Fraction(-1)),
        ([(4, 4, 6)], None),
        ([], None),
    ],
)
def test_kappa(counts, value):
    assert kappa(*table(*counts)) == value


def test_a_third_is_asked_where_two_differ_by_more_than_half():
    assert [needs_third(0, other) for other in range(5)] == [False, False, False, True, True]
    assert settled(0, 4) == (0, 4)
    assert settled(0, 4, 3) == (3, 4)
    assert settled(0, 4, 1) == (0, 1)
    assert settled(0, 4, 2) == (2, 2)
