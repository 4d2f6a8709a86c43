"""Numbers without rounding, and JSON that is the same bytes everywhere.

A number is a `Fraction`. Written down it is a text: "7", "-3" or "13/4" in lowest terms. Nothing here is a float.
"""

import json
import re
from datetime import date
from fractions import Fraction
from typing import Any

ZERO, ONE = Fraction(0), Fraction(1)
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_AS_IT_IS = {str, int, bool, type(None)}
_NUMBER = re.compile(r"-?\d{1,12}(/\d{1,12}|\.\d{1,12})?", re.ASCII)


def number(text: Any) -> Fraction:
    """The number that "3", "13/4" or "0.25" names; an int is taken too. ValueError for all else, floats among it."""
    if isinstance(text, int) and not isinstance(text, bool):
        return Fraction(text)
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        raise ValueError(f'{text!r} is not a number such as "3", "13/4" or "0.25"')
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise ValueError(f"{text!r} divides by nothing") from None


def text(value: Fraction) -> str:
    """The one way in which a number is written: "7" or "13/4"."""
    return str(value)


def decimal(value: Fraction, places: int = 2) -> str:
    """For people: half rounded up, always so many places. Never read back, and never part of a score."""
    scaled = (abs(value) * 10**places * 2 + 1) // 2
    whole, rest = divmod(int(scaled), 10**places)
    sign = "-" if value < 0 and scaled else ""
    return f"{sign}{whole}.{rest:0{places}}" if places else f"{sign}{whole}"


def canonical(value: Any) -> str:
    """JSON on one line: keys sorted, no spaces, characters as they are. TypeError for a float, or what is not JSON."""
    return _JSON.encode(_plain(value))


def _plain(value: Any) -> Any:
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, Fraction):
        return text(value)
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float: what it is written as depends on the machine")
    if isinstance(value, dict):
        return {_key(key): each if type(each) in _AS_IT_IS else _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{key!r} is not a text, and keys are")
    return key


def clip(value: Fraction) -> Fraction:
    """The nearest number from 0 to 1."""
    return min(max(value, ZERO), ONE)


def day(written: str) -> date:
    """The day that "2026-03-31" names."""
    return date.fromisoformat(written)


def days_between(since: str, until: str) -> int:
    return (day(until) - day(since)).days
