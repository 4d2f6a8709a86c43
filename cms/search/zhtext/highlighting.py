"""Hits marked in the text as it was written: every one of every alternative, in any width and case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape

from cms.search.zhtext.normal import fold
from cms.search.zhtext.pieces import pattern
from cms.search.zhtext.queries import Query
from cms.search.zhtext.windows import Window, windows

LEFT_OUT = "…"


def marked(text: str, query: Query) -> str:
    """The whole text as HTML, with <mark> around each hit."""
    return _marked(text, Window(0, len(text)), list(hits(text, query)))


def highlight(text: str, query: Query, *, length: int = 80, most: int = 2) -> str:
    """Up to `most` places of about `length` characters as HTML, with <mark> around each hit; … where text is left out.

    Where nothing is hit (the title was), how the text begins.
    """
    found = list(hits(text, query))
    shown = windows(text, found, length=length, most=most) or [Window(0, min(length, len(text)))]
    parts = [_marked(text, window, found) for window in shown]
    before = LEFT_OUT if shown[0].start > 0 else ""
    after = LEFT_OUT if shown[-1].end < len(text) else ""
    return before + LEFT_OUT.join(parts) + after


def hits(text: str, query: Query) -> Iterator[tuple[int, int]]:
    """Where the hits are, in order; those that overlap are one."""
    sought = _pattern(query)
    if sought is None:
        return
    folded = fold(text)
    start = end = 0
    for found in sought.finditer(folded.text):
        begins, ends = folded.original(*found.span(1))
        if begins >= end:
            if end:
                yield start, end
            start = begins
        end = max(end, ends)
    if end:
        yield start, end


@lru_cache(maxsize=256)
def _pattern(query: Query) -> re.Pattern[str] | None:
    # Looked for at every character, for hits may overlap; of two that begin together the longer one is marked.
    phrases = sorted({pattern(phrase) for phrase in query.phrases}, key=len, reverse=True)
    return re.compile(f"(?=({'|'.join(phrases)}))") if phrases else None


def _marked(text: str, window: Window, found: list[tuple[int, int]]) -> str:
    written, done = "", window.start
    for start, end in found:
        if window.start <= start and end <= window.end:
            written += escape(text[done:start]) + f"<mark>{escape(text[start:end])}</mark>"
            done = end
    return written + escape(text[done : window.end])
