"""Titles that go on from what somebody types: Chinese from anywhere, pinyin and initials from any character on."""

from __future__ import annotations

from cms.publication.queries import reader
from cms.search import zhtext
from cms.search.contract import Suggestion
from cms.search.models import SearchDocument
from cms.search.typed import LOOKED_AT, each_once, typed_query


def suggestions(typed: str, *, limit: int) -> tuple[Suggestion, ...]:
    """Newest first, each title once. One query."""
    asked = zhtext.tsquery(typed_query(typed), prefix=True)
    if asked is None:
        return ()
    rows = SearchDocument.objects.using(reader()).filter(part=0, names__matches=asked)
    rows = rows.order_by("-public_at", "entry_id").values_list("title", "entry_id")
    return each_once(rows[:LOOKED_AT], limit)
