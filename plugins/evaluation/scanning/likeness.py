"""How alike two texts are, so that last period's text with another date is known again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from plugins.evaluation.scanning.seen import SeenEntry

LENGTH = 5
"""Characters that are compared together."""
ALIKE = 0.9
"""Share from which a text counts as a copy: inspection.md, "duplicate text across periods"."""
SHORTEST = 40
"""Characters below which everything is alike and nothing follows."""
# What changes by itself from period to period.
DATED = re.compile(r"[0-9０-９一二三四五六七八九十〇零]+(?:年|月|日|季度|半年|号|期)?|第|上|下|[\s\W]+")


def shingles(text: str) -> frozenset[int]:
    """Hashes of all runs of characters, without dates, numbers and punctuation. Only for comparing in one process."""
    bare = DATED.sub("", text)
    return frozenset(hash(bare[at : at + LENGTH]) for at in range(max(len(bare) - LENGTH + 1, 0)))


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """Share of runs that both have, of all that either has: 0 to 1."""
    either = len(one | other)
    return len(one & other) / either if either else 0.0


def copies(entries: Iterable[SeenEntry]) -> Iterator[tuple[SeenEntry, SeenEntry]]:
    """(entry, the older one of the same item that it repeats)."""
    by_item: dict[str, list[tuple[SeenEntry, frozenset[int]]]] = {}
    for entry in sorted(entries, key=lambda one: (one.public_on, one.key)):
        if len(entry.text) < SHORTEST:
            continue
        mine, before = shingles(entry.text), by_item.setdefault(entry.item_code, [])
        for older, theirs in reversed(before):
            if likeness(mine, theirs) >= ALIKE:
                yield entry, older
                break
        before.append((entry, mine))
