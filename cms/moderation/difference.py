"""What a text changes against the one that is public, paragraph by paragraph."""

from __future__ import annotations

from difflib import SequenceMatcher

SAME, OLD, NEW = "same", "old", "new"
KEPT = 2
"""Unchanged paragraphs that are shown around a change."""


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """(same, old or new; paragraph), with a '' where unchanged ones are left out. Empty where nothing differs."""
    before, now = _paragraphs(old), _paragraphs(new)
    if before == now:
        return []
    rows: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += _shortened(before[a:b], first=a == 0, last=b == len(before))
        else:
            rows += [(OLD, text) for text in before[a:b]] + [(NEW, text) for text in now[c:d]]
    return rows


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _shortened(lines: list[str], *, first: bool, last: bool) -> list[tuple[str, str]]:
    head = [] if first else lines[:KEPT]
    tail = [] if last else lines[max(len(head), len(lines) - KEPT) :]
    gap = [""] if len(head) + len(tail) < len(lines) else []
    return [(SAME, line) for line in (*head, *gap, *tail)]
