"""What somebody types while titles are offered: whichever engine offers them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable

from cms.search import zhtext
from cms.search.contract import Suggestion

# As people part syllables: min sheng, xi'an.
SOUNDS = re.compile(r"[a-z' ]+", re.IGNORECASE)
LOOKED_AT = 60
"""The newest titles that match. Units publish under the same title quarter after quarter."""


def typed_query(typed: str) -> zhtext.Query:
    """What titles must hold, as it is written or as it sounds. Nothing for fewer than two letters, which begin everything."""
    typed = typed.strip()
    if SOUNDS.fullmatch(typed):
        typed = typed.replace("'", "").replace(" ", "")
        if len(typed) < 2:
            return zhtext.Query()
    return zhtext.parse(typed)


def each_once(titles: Iterable[tuple[str, uuid.UUID]], limit: int) -> tuple[Suggestion, ...]:
    """Of (title, entry) in their order, the first of each title."""
    found: dict[str, Suggestion] = {}
    for title, entry in titles:
        found.setdefault(title, Suggestion(title, entry))
    return tuple(found.values())[:limit]
