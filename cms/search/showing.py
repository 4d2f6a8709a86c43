"""Hits as people read them: the entry from the ledger, its words with what was asked marked in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from cms.publication.models import Entry
from cms.publication.queries import public_entries, reader
from cms.search import zhtext
from cms.search.contract import Hit
from cms.search.models import SearchDocument
from cms.search.synonyms import understood

UNSHOWN = ("html", "text", "fields", "attachments", "images", "corrections")


@dataclass(frozen=True)
class Shown:
    """One hit. `title` and `snippet` are HTML with <mark>; `source` names the attachment that it is in."""

    entry: Entry
    title: SafeString
    snippet: SafeString
    source: str = ""


def shown(hits: Iterable[Hit], query: str) -> list[Shown]:
    """In the order of the hits, without what is not public any more: an engine may be behind. Three queries."""
    hits = list(hits)
    if not hits:
        return []
    asked = understood(query)
    entries = {
        row.pk: row for row in public_entries().filter(pk__in=[hit.entry for hit in hits]).defer(*UNSHOWN)
    }
    parts = _parts(hits) if asked else {}
    return [
        _shown(entries[hit.entry], parts.get((hit.entry, hit.part)), asked)
        for hit in hits
        if hit.entry in entries
    ]


def _parts(hits: list[Hit]) -> dict[tuple, SearchDocument]:
    keys = [(hit.entry, hit.part) for hit in hits]
    rows = SearchDocument.objects.using(reader()).filter(pk__in=keys).only("entry", "part", "source", "body")
    return {(row.entry_id, row.part): row for row in rows}


def _shown(entry: Entry, part: SearchDocument | None, asked: zhtext.Query) -> Shown:
    # zhtext escapes what it marks: nothing in these is markup but <mark>.
    title = mark_safe(zhtext.marked(entry.title, asked))  # noqa: S308 -- escaped by zhtext
    if part is None:
        return Shown(entry, title, mark_safe(zhtext.marked(entry.summary, asked)))  # noqa: S308 -- likewise
    return Shown(entry, title, mark_safe(zhtext.highlight(part.body, asked)), part.source)  # noqa: S308 -- likewise
