"""What a normalised text consists of: pieces, and which of them stand side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from cms.search.zhtext.normal import HAN, normalise

WORD = f"[^\\W_{HAN}]"
"""One letter or digit that is no Han character, as a regular expression."""
LONGEST_WORD = 100
"""Characters of a word that count. PostgreSQL takes no lexeme of more than 2,046 bytes."""
# What may stand between two pieces of a run when one is Han, and when neither is.
_BESIDE_HAN = "(?:(?![\n。!?;,、:])[\\W_])*"
_BETWEEN_WORDS = f"(?:{_BESIDE_HAN}|[,:])"
_PIECE = re.compile(f"[{HAN}]+|{WORD}+")
_HAN = re.compile(f"[{HAN}]")


def is_han(piece: str) -> bool:
    return _HAN.match(piece) is not None


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """The pieces of any text, in runs: 政发〔2023〕5号 is one of four pieces.

    Between two Han characters every mark ends a run. Beside a word only marks that end a sentence do; and between two
    words a comma or colon does not (3,000).
    """
    return runs_of(normalise(text))


def runs_of(text: str) -> Iterator[tuple[str, ...]]:
    """The runs of a text that is normalised."""
    run: list[str] = []
    end = 0
    for found in _PIECE.finditer(text):
        piece = found[0]
        if run and not _side_by_side(run[-1], text[end : found.start()], piece):
            yield tuple(run)
            run = []
        run.append(piece if is_han(piece) else piece[:LONGEST_WORD])
        end = found.end()
    if run:
        yield tuple(run)


def pieces(text: str) -> tuple[str, ...]:
    """The pieces of any text, whatever stands between them."""
    return tuple(piece for run in runs(text) for piece in run)


def _side_by_side(left: str, between: str, right: str) -> bool:
    return re.fullmatch(_between(left, right), between) is not None


def _between(left: str, right: str) -> str:
    if is_han(left) and is_han(right):
        return ""
    return _BESIDE_HAN if is_han(left) or is_han(right) else _BETWEEN_WORDS


def pattern(pieces: tuple[str, ...]) -> str:
    """A regular expression that finds these pieces side by side in a normalised text."""
    return _one(pieces[0]) + "".join(_between(left, right) + _one(right) for left, right in pairwise(pieces))


def _one(piece: str) -> str:
    if is_han(piece):
        return piece
    # What goes past the limit was not kept, so it is not compared.
    return f"(?<!{WORD}){piece}" + (f"{WORD}*" if len(piece) == LONGEST_WORD else f"(?!{WORD})")
