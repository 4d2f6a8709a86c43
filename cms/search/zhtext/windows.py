"""Which parts of a long text are shown: around the hits, from the beginning of a sentence where one is near."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

_END = re.compile("[\n。！？!?；;]")
_LOOKED_AT = 50
"""Windows that compete. A text with more hits has shown what it is about."""


Hit = tuple[int, int]


class Window(NamedTuple):
    start: int
    end: int


def windows(text: str, hits: Sequence[Hit], *, length: int, most: int) -> list[Window]:
    """Up to `most` windows in the text's order: those with the most different hits, earlier ones before later ones."""
    competing = [
        (window, _different(text, hits, window)) for window in islice(_all(text, hits, length), _LOOKED_AT)
    ]
    chosen = sorted(competing, key=lambda pair: -pair[1])[:most]
    return _joined(sorted(window for window, _different in chosen))


def _joined(windows: Iterable[Window]) -> list[Window]:
    """Those that touch are one."""
    joined: list[Window] = []
    for window in windows:
        if joined and joined[-1].end == window.start:
            window = Window(joined.pop().start, window.end)
        joined.append(window)
    return joined


def _all(text: str, hits: Sequence[Hit], length: int) -> Iterator[Window]:
    done = 0
    for start, end in hits:
        if start < done:
            continue
        begins = _beginning(text, max(done, start - length // 2), start)
        done = _ending(text, end, _limit(hits, begins + length, end))
        yield Window(begins, done)


def _limit(hits: Sequence[Hit], limit: int, end: int) -> int:
    """A hit is shown whole, and so is the one that the window would end in."""
    first_after = bisect_left(hits, (limit, 0))
    return max(limit, end, hits[first_after - 1][1])


def _beginning(text: str, earliest: int, start: int) -> int:
    ends = [found.end() for found in _END.finditer(text, earliest, start)]
    return ends[-1] if ends else earliest


def _ending(text: str, end: int, limit: int) -> int:
    """Where the last sentence ends that does so between a hit and the limit."""
    ends = [found.end() for found in _END.finditer(text, end, min(limit, len(text)))]
    return ends[-1] if ends else min(limit, len(text))


def _different(text: str, hits: Sequence[Hit], window: Window) -> int:
    within = hits[bisect_left(hits, (window.start, 0)) : bisect_left(hits, (window.end, 0))]
    return len({text[start:end] for start, end in within})
