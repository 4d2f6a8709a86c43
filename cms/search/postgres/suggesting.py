"""Titles that go on from what somebody types: Chinese from anywhere, pinyin and initials from any character on."""

from __future__ import annotations

import re

from cms.publication.queries import reader
from cms.search import zhtext
from cms.search.contract import Suggestion
from cms.search.models import SearchDocument

# As people part syllables: min sheng, xi'an.
SOUNDS = re.compile(r"[a-z' ]+", re.IGNORECASE)
LOOKED_AT = 60
"""The newest titles that match. Units publish under the same title quarter after quarter."""


def suggestions(typed: str, *, limit: int) -> tuple[Suggestion, ...]:
    """Newest first, each title once. One query; none for fewer than two letters, which begin everything."""
    asked = literal(typed)
    if asked is None:
        return ()
    rows = SearchDocument.objects.using(reader()).filter(part=0, names__matches=asked)
    rows = rows.order_by("-public_at", "entry_id").values_list("title", "entry_id")[:LOOKED_AT]
    found: dict[str, Suggestion] = {}
    for title, entry in rows:
        found.setdefault(title, Suggestion(title, entry))
    return tuple(found.values())[:limit]


def literal(typed: str) -> str | None:
    """A tsquery for `names`; None where too little was typed."""
    typed = typed.strip()
    if SOUNDS.fullmatch(typed):
        typed = typed.replace("'", "").replace(" ", "")
        if len(typed) < 2:
            return None
    return zhtext.tsquery(zhtext.parse(typed), prefix=True)
