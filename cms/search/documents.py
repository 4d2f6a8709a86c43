"""What an entry looks like in the search table. The same entry and files give the same rows, byte by byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils import timezone

from cms.publication.models import Entry
from cms.search import zhtext
from cms.search.models import SearchDocument
from cms.search.sounds import sounds
from cms.search.zhtext.tsqueries import quoted

MOST_PARTS = 200
"""Of one entry: about twenty million characters. What lies beyond is not searched."""


def documents_of(entry: Entry, texts: Mapping[str, str]) -> list[SearchDocument]:
    """The parts of a public entry. `texts` has the words of its files, by hash; one that is missing has none (yet)."""
    parts = [(source, text) for source, whole in _sources(entry, texts) for text in zhtext.split(whole)]
    return [_document(entry, number, *part) for number, part in enumerate(parts[:MOST_PARTS] or [("", "")])]


def _sources(entry: Entry, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(title of the attachment, words), the entry's own first. A file that is named twice counts once."""
    yield "", _own_words(entry)
    files = {file["hash"]: file["title"] for file in reversed(entry.attachments)}
    for digest, title in reversed(files.items()):
        if texts.get(digest):
            yield title, texts[digest]


def _own_words(entry: Entry) -> str:
    """What a reader of its page sees, a line each; the title stands apart."""
    document = entry.fields.get("document", {})
    facts = [document.get("doc_no", ""), entry.period_label, entry.item_title, entry.section]
    files = [file["title"] for file in entry.attachments]
    return "\n".join(line for line in [entry.summary, entry.text, *facts, *files] if line)


def _document(entry: Entry, number: int, source: str, body: str) -> SearchDocument:
    return SearchDocument(
        schema_name=entry.schema_name,
        entry=entry,
        part=number,
        unit_id=entry.unit_id,
        item=entry.item_code,
        item_title=entry.item_title,
        form=entry.kind,
        year=timezone.localtime(entry.public_at).year,
        public_at=entry.public_at,
        version=entry.version,
        title=entry.title,
        source=source,
        body=body,
        v=zhtext.vector(entry.title, body),
        names=_names(entry.title) if number == 0 else "",
    )


def _names(title: str) -> str:
    return " ".join([zhtext.vector(title), *map(quoted, sounds(title))])
