"""Ticks: one in a cell of its own, or beside a word: ■社会公开 □党内公开."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cms.catalog.importing.words import plain_set, table
from cms.registry.spreadsheet import plain


@cache
def _marks() -> tuple[frozenset[str], frozenset[str], re.Pattern[str]]:
    ticks = table("words")["ticks"]
    both = "".join(ticks["chosen"] + ticks["open"])
    return plain_set(ticks["yes"]), plain_set(ticks["no"]), re.compile(f"([{re.escape(both)}])")


def tick(text: str) -> bool | None:
    """Whether a mark means yes; None for one that is neither."""
    yes, no, _pattern = _marks()
    mark = plain(text)
    return True if mark in yes else False if mark in no else None


@dataclass(frozen=True)
class Ticked:
    """The words of a cell with marks beside them: those chosen, those not, and whether it is clear which is whose."""

    chosen: tuple[str, ...]
    others: tuple[str, ...]
    clear: bool


def ticked(text: str) -> Ticked | None:
    """What is chosen in a cell that has marks beside its words; None for a cell without, or with marks alone."""
    parts = [part.strip(" \t\n、，,；;") for part in _marks()[2].split(text.strip())]
    words, marks = parts[0::2], parts[1::2]
    if not marks or not any(words):
        return None
    before = not words[0] and bool(words[-1])
    after = bool(words[0]) and not words[-1]
    pairs = list(zip(words[:-1], marks, strict=True) if after else zip(words[1:], marks, strict=True))
    chosen_marks = set(table("words")["ticks"]["chosen"])
    return Ticked(
        tuple(word for word, mark in pairs if mark in chosen_marks and word),
        tuple(word for word, mark in pairs if mark not in chosen_marks and word),
        clear=before != after and all(word for word, _mark in pairs),
    )
