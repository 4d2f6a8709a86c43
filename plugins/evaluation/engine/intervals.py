"""How far a share that was seen in few cases may be from what it would be in many: Wilson's interval.

In whole numbers throughout: the square root is the integer one of a number with twice the digits, so every machine finds
the same bounds. They are fractions of 10**PLACES, the lower one rounded down, the upper one up.
"""

from fractions import Fraction
from math import isqrt

from plugins.evaluation.engine.exact import ONE, ZERO

PLACES = 6
_SCALE = 10**PLACES
Z = Fraction(49, 25)
"""1.96: in nineteen of twenty cases the share lies within."""


def wilson(passed: Fraction, population: int) -> tuple[Fraction, Fraction]:
    """The interval of passed of population, both ends from 0 to 1; all of it where there is no population."""
    if population <= 0:
        return ZERO, ONE
    share, square = Fraction(passed) / population, Z * Z
    middle = share + square / (2 * population)
    spread = (share * (1 - share) + square / (4 * population)) * square / population
    root, divisor = _root(spread), 1 + square / population
    return max(_down((middle - root) / divisor), ZERO), min(_up((middle + root) / divisor), ONE)


def _root(value: Fraction) -> Fraction:
    """The square root, at most a tenth of the last place too large."""
    return Fraction(isqrt(value.numerator * _SCALE * _SCALE * 100 // value.denominator) + 1, _SCALE * 10)


def _down(value: Fraction) -> Fraction:
    return Fraction(value.numerator * _SCALE // value.denominator, _SCALE)


def _up(value: Fraction) -> Fraction:
    return Fraction(-(-value.numerator * _SCALE // value.denominator), _SCALE)
