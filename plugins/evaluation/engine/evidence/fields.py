"""What a field of a row may hold, and how a kind of row is described."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """What a field holds. `type`: word (no spaces around), words (codes with spaces between), day, flag, count, number."""

    type: str
    meaning: str
    empty: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of row. `identity`: the fields that, with the unit, say what it is about; one row each."""

    meaning: str
    identity: tuple[str, ...]
    fields: dict[str, Field]


def word(meaning: str, *choices: str) -> Field:
    return Field("word", meaning, choices=choices)


def maybe(meaning: str, type: str = "day", *choices: str) -> Field:
    return Field(type, meaning, empty=True, choices=choices)


def day(meaning: str) -> Field:
    return Field("day", meaning)


def flag(meaning: str) -> Field:
    return Field("flag", meaning)


def count(meaning: str) -> Field:
    return Field("count", meaning)


FILLED = ("basis", "scope", "timing", "owner")
