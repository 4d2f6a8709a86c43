"""What stands at which place: the lexemes of a run, for the index and for the query alike.

Each Han character and each word takes one place. Two neighbouring Han characters are a lexeme at the place of the
first. `aligned` lexemes lie within a word of Chinese; the others cross from one word into the next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from cms.search.zhtext.pieces import is_han, runs
from cms.search.zhtext.words import boundaries


class Lexeme(NamedTuple):
    text: str
    place: int
    aligned: bool


def length(piece: str) -> int:
    """How many places a piece takes."""
    return len(piece) if is_han(piece) else 1


def pairs(han: str, place: int, meeting: Collection[int]) -> Iterator[Lexeme]:
    """Every two neighbouring characters of a stretch that begins at a place and whose words meet at `meeting`."""
    for at in range(len(han) - 1):
        yield Lexeme(han[at : at + 2], place + at, at + 1 not in meeting)


def singles(han: str, place: int, meeting: Collection[int]) -> Iterator[Lexeme]:
    """Every character; aligned is one that is a word by itself."""
    for at, character in enumerate(han):
        yield Lexeme(character, place + at, at in meeting and at + 1 in meeting)


def sought(phrase: tuple[str, ...]) -> Iterator[Lexeme]:
    """The lexemes that together are the phrase: a character alone only where it has no neighbour."""
    place = 0
    for piece in phrase:
        if not is_han(piece):
            yield Lexeme(piece, place, True)
            place += 1
            continue
        alone = [Lexeme(piece, place, True)]
        yield from pairs(piece, place, boundaries(piece)) if len(piece) > 1 else alone
        place += len(piece)


def within_words(text: str) -> set[str]:
    """Of any text, the pairs of Han characters that lie within a word, and the characters that are one."""
    found: set[str] = set()
    for han in {piece for run in runs(text) for piece in run if is_han(piece)}:
        meeting = boundaries(han)
        both = (*pairs(han, 0, meeting), *singles(han, 0, meeting))
        found.update(lexeme.text for lexeme in both if lexeme.aligned)
    return found


def asked_within_words(phrase: tuple[str, ...]) -> list[str]:
    """What of a phrase a text must have within its words, where whole words are asked for."""
    return [lexeme.text for lexeme in sought(phrase) if lexeme.aligned and is_han(lexeme.text)]
