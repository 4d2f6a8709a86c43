"""Where two texts differ, found in time that does not run away with their length."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

MOST = 300_000
"""Product of the lengths that are compared item by item; what is longer counts as replaced."""


def spans(
    old: Sequence[str], new: Sequence[str], *, most: int = MOST
) -> Iterator[tuple[bool, int, int, int, int]]:
    """(same, a, b, c, d): old[a:b] stands where new[c:d] does now, and is the same or not."""
    shorter, head, tail = min(len(old), len(new)), 0, 0
    while head < shorter and old[head] == new[head]:
        head += 1
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    ends = len(old) - tail, len(new) - tail
    if head:
        yield True, 0, head, 0, head
    yield from _middle(old[head : ends[0]], new[head : ends[1]], head, most)
    if tail:
        yield True, ends[0], len(old), ends[1], len(new)


def _middle(
    old: Sequence[str], new: Sequence[str], at: int, most: int
) -> Iterator[tuple[bool, int, int, int, int]]:
    if not old and not new:
        return
    if len(old) * len(new) > most:
        yield False, at, at + len(old), at, at + len(new)
        return
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag == "equal", a + at, b + at, c + at, d + at


def changed_pieces(before: str, now: str) -> list[str]:
    """The characters that were taken out or put in, piece by piece, line by line."""
    old, new, found = before.split("\n"), now.split("\n"), list[str]()
    for same, a, b, c, d in spans(old, new):
        if same:
            continue
        pairs = zip(old[a:b], new[c:d], strict=True) if b - a == d - c else [_joined(old[a:b], new[c:d])]
        for was, is_now in pairs:
            found += [was[e:f] + is_now[g:h] for equal, e, f, g, h in spans(was, is_now) if not equal]
    return found


def _joined(old: list[str], new: list[str]) -> tuple[str, str]:
    return "\n".join(old), "\n".join(new)
