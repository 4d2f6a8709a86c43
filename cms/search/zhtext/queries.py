"""What a person typed, taken apart: the form that both engines make their own query of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cms.search.zhtext.normal import normalise
from cms.search.zhtext.pieces import pattern, pieces, runs

MAX_CHARACTERS = 200
"""Of a query; what is past them is not read."""
MAX_ALTERNATIVES = 16
Phrase = tuple[str, ...]
"""Pieces that stand side by side: ('政发', '2023', '5', '号'). A piece is Han characters or one other word."""


@dataclass(frozen=True)
class Term:
    """Phrases of which one must be there. The first is what was typed, the others are its synonyms."""

    alternatives: tuple[Phrase, ...]


@dataclass(frozen=True)
class Query:
    """All of `terms` must be there and none of `excluded`. Without a term there is nothing to look for."""

    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """Every phrase that a hit may be."""
        return tuple(phrase for term in self.terms for phrase in term.alternatives)


# Where letters end and digits begin, or the other way round: GB/T18894 is written GB/T 18894, too.
_MEETING = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
NOTHING: Mapping[str, Sequence[str]] = {}


def parse(q: str, *, synonyms: Mapping[str, Sequence[str]] = NOTHING) -> Query:
    """The query of any text, whatever its bytes; one without letters and digits is empty.

    Words apart from each other must all be there. A word after the first that begins with - must not (会议 -纪要).
    `synonyms` maps a phrase to those that say the same: {"三务公开": ["村务公开"]}.
    """
    wanted: dict[Term, None] = {}
    excluded: dict[Term, None] = {}
    for place, word in enumerate(q[:MAX_CHARACTERS].split()):
        if place and normalise(word).startswith("-"):
            excluded.update((Term((phrase,)), None) for phrase in runs(word))
        else:
            wanted.update((Term(_alternatives(phrase, synonyms)), None) for phrase in runs(word))
    return Query(tuple(wanted), tuple(excluded))


def _alternatives(phrase: Phrase, synonyms: Mapping[str, Sequence[str]]) -> tuple[Phrase, ...]:
    found = {phrase: None, _parted(phrase): None, **dict.fromkeys(_replaced(phrase, synonyms))}
    return tuple(found)[:MAX_ALTERNATIVES]


def _parted(phrase: Phrase) -> Phrase:
    """The phrase with letters and digits apart."""
    return tuple(part for piece in phrase for part in _MEETING.split(piece))


def _replaced(phrase: Phrase, synonyms: Mapping[str, Sequence[str]]) -> Iterator[Phrase]:
    """The phrase with one part at a time in other words: 三务公开情况 is 村务公开情况, too."""
    # A word is not to run into the next one.
    text = " ".join(phrase)
    for said, others in synonyms.items():
        place = _place(said)
        if place and place.search(text):
            yield from (pieces(place.sub(_literal(other), text)) for other in others if pieces(other))


@lru_cache(maxsize=2048)
def _place(said: str) -> re.Pattern[str] | None:
    found = pieces(said)
    return re.compile(pattern(found)) if found else None


def _literal(other: str) -> str:
    return normalise(other).replace("\\", "")
