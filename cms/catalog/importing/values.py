"""What the words in a catalog's cells mean. Every reader answers None for what it does not understand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cms.catalog.importing.ticks import ticked
from cms.catalog.importing.words import meanings, plain_set, table
from cms.registry.spreadsheet import plain

SEPARATORS = re.compile(r"[、，,;；/\n]+")
NONE = plain_set(["无", "否", "-", "—", "——", "/"])
REST = re.compile(r"[（(][^（()）]*[)）]")


@dataclass(frozen=True)
class Choice:
    """A value of a closed list as a cell gives it. `value` is None where it is not one value, `said` what was."""

    value: str | None = None
    sure: bool = True
    found: tuple[str, ...] = ()
    """All values that the cell names; more than one is no choice."""


def parts(text: str) -> tuple[str, ...]:
    """A list written with 、 or commas."""
    return tuple(part.strip() for part in SEPARATORS.split(text) if part.strip())


def meaning(field: str, word: str) -> tuple[str, bool] | None:
    """(value, whether the word says so itself) of a word. What stands in brackets may take away from it."""
    known, text = meanings(field), plain(word)
    if text in known:
        return known[text]
    without = known.get(REST.sub("", text))
    return (without[0], False) if without else None


def choice(field: str, text: str) -> Choice:
    """The one value of a closed list that a cell says: in a word, or with a tick beside it."""
    marked = ticked(text)
    if marked is None and (whole := meaning(field, text)):
        return Choice(whole[0], whole[1], (whole[0],))
    words = marked.chosen if marked else parts(text)
    read = [meaning(field, word) for word in words]
    values = tuple(dict.fromkeys(one[0] for one in read if one))
    if len(values) != 1 or None in read:
        return Choice(found=values)
    return Choice(values[0], all(one[1] for one in read if one) and (marked is None or marked.clear), values)


def channels(text: str) -> tuple[str, ...]:
    """The channels in one cell: a list, or words with ticks beside them."""
    marked = ticked(text)
    return marked.chosen if marked else parts(text)


@cache
def _open_to_all() -> tuple[str, ...]:
    return tuple(table("words")["channels"]["open_to_all"])


def is_open_to_all(channel: str) -> bool:
    """Whether anybody outside can read a channel."""
    return any(word in channel for word in _open_to_all())


def linked(text: str) -> tuple[tuple[str, ...], list[str]]:
    """(systems, words that name none)."""
    marked = ticked(text)
    found, unknown = [], []
    for part in marked.chosen if marked else parts(text):
        system = meaning("linked", part)
        if system:
            found.append(system[0])
        elif plain(part) not in NONE:
            unknown.append(part)
    return tuple(dict.fromkeys(found)), unknown
