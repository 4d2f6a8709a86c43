"""How far two reviewers agree, and what is counted where a third was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from fractions import Fraction

FULL = 4
"""Quarters in a whole."""
APART = 2
"""Two reviewers who differ by more quarters than these need a third."""


def kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> Fraction | None:
    """Cohen's kappa, exact: 1 full agreement, 0 what chance gives. None where there is nothing, or chance gives all."""
    if len(first) != len(second):
        raise ValueError("both must have judged the same")
    total = len(first)
    if not total:
        return None
    observed = Fraction(sum(a == b for a, b in zip(first, second, strict=True)), total)
    one, other = Counter(first), Counter(second)
    chance = Fraction(sum(one[each] * other[each] for each in one), total * total)
    return None if chance == 1 else (observed - chance) / (1 - chance)


def needs_third(first: int, second: int) -> bool:
    return abs(first - second) > APART


def settled(first: int, second: int, third: int | None = None) -> tuple[int, int]:
    """The two quarters that count: with a third, the one farther from it gives way; where both are as far, both do."""
    if third is None:
        return first, second
    far_first, far_second = abs(first - third), abs(second - third)
    if far_first == far_second:
        return third, third
    return (third, second) if far_first > far_second else (first, third)
