"""What changed between two texts, by words, as a reader sees it: lines with what went and what came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

WORDS = re.compile(r"[A-Za-z]+|[0-9]+(?:[.,][0-9]+)*%?|\s+|.", re.S)
"""A Latin word, a number, white space; of Chinese each character, for its words are not parted."""
MOST = 2000
"""Words of a passage beyond which it counts as written anew: comparing longer ones takes too long for a page."""
AROUND = 1
"""Lines shown before and after a change."""


@dataclass
class Line:
    """One line of a comparison. `parts` are (kind, text), kind one of same, out, in; no parts stand for lines left out."""

    parts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return any(kind != "same" for kind, _text in self.parts)


def by_words(before: str, after: str) -> list[tuple[str, str]]:
    """(kind, text) of one passage against another."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > MOST:
        return [part for part in (("out", before), ("in", after)) if part[1]]
    parts: list[tuple[str, str]] = []
    for verb, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            parts.append(("same", "".join(old[a:b])))
            continue
        parts += [part for part in (("out", "".join(old[a:b])), ("in", "".join(new[c:d]))) if part[1]]
    return parts


def _lines(before: list[str], after: list[str]) -> Iterator[Line]:
    for verb, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if verb == "equal":
            yield from (Line([("same", text)]) for text in before[a:b])
            continue
        if b - a == d - c:
            yield from (Line(by_words(old, new)) for old, new in zip(before[a:b], after[c:d], strict=True))
            continue
        # Which line became which is not known: the passage is compared as one.
        yield Line(by_words("\n".join(before[a:b]), "\n".join(after[c:d])))


def compare(before: str, after: str) -> list[Line]:
    """The changed lines of two texts with a line around each; what lies between is one line without parts."""
    lines = list(_lines(before.splitlines(), after.splitlines()))
    near = {
        number + off
        for number, line in enumerate(lines)
        if line.changed
        for off in range(-AROUND, AROUND + 1)
    }
    found: list[Line] = []
    for number, line in enumerate(lines):
        if number in near:
            found.append(line)
        elif found and found[-1].parts:
            found.append(Line())
    return found[:-1] if found and not found[-1].parts else found
