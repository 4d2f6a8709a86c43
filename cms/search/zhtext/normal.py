"""One form for what reads the same: NFKC, lower case, nothing invisible, no space between Han characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""The Han characters, for a regular expression's brackets."""
# What folds to a Han character, too: radicals that scanned documents are full of.
_HAN_BEFORE = f"{HAN}\u2e80-\u2fdf"
# Folds to itself. Nearly all of a text is this, and is not looked at one by one.
_PLAIN = "\n -@\\[-~、。\u3400-\u4dbf\u4e00-\u9fff"
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
_FOLDED = re.compile(
    f"(?P<space>(?<=[{_HAN_BEFORE}])[ \t\u00a0\u3000]+(?=[{_HAN_BEFORE}]))"
    f"|[^{_PLAIN}][{_MARKS}]*|[{_PLAIN}][{_MARKS}]+"
)


def normalise(text: str) -> str:
    """The text as it is compared. A line break stays: it ends a sentence.

    A letter is folded together with its combining marks and nothing else, so that a part of a text folds to a part of
    what the text folds to.
    """
    return _FOLDED.sub(_replacement, text)


@dataclass(frozen=True)
class Folded:
    """A normalised text that knows where each of its characters stood: `starts[i]` up to `ends[i]` of the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a part that is not empty stood."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """The text normalised, with the way back."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def keep(start: int, end: int) -> None:
        parts.append(text[start:end])
        starts.extend(range(start, end))
        ends.extend(range(start + 1, end + 1))

    done = 0
    for found in _FOLDED.finditer(text):
        keep(done, found.start())
        done = found.end()
        replacement = _replacement(found)
        parts.append(replacement)
        starts.extend([found.start()] * len(replacement))
        ends.extend([done] * len(replacement))
    keep(done, len(text))
    return Folded("".join(parts), starts, ends)


def _replacement(found: re.Match[str]) -> str:
    return "" if found["space"] else _folded(found[0])


@lru_cache(maxsize=8192)
def _folded(cluster: str) -> str:
    # Format characters are invisible; a lone surrogate is no character, and no database takes it; nor a NUL.
    if cluster[0] == "\0" or unicodedata.category(cluster[0]) in ("Cf", "Cs"):
        return ""
    return unicodedata.normalize("NFKC", cluster).lower()
