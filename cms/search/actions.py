"""Writing the search table, in the transaction of what it repeats. The only code that does."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction

from cms.publication.models import Entry
from cms.search.documents import documents_of
from cms.search.feeding import feed
from cms.search.models import AttachmentText, SearchDocument

BATCH = 100
"""Entries that are taken in at a time: memory does not grow with their number."""
KEY = ("entry", "part")


def forget_files(entry: Entry) -> None:
    """Keep no words of a file that an entry does not carry, or carries where nobody sees it."""
    carried = [file["hash"] for file in entry.attachments] if entry.withdrawn_at is None else []
    AttachmentText.objects.filter(entry=entry).exclude(digest__in=carried).delete()


def rewrite(entries: Iterable[Entry]) -> int:
    """Make the rows of entries anew from what the ledger has. Returns how many rows there are now."""
    by_key = {entry.pk: entry for entry in entries}
    rows = [row for entry, texts in _with_texts(by_key) for row in documents_of(entry, texts)]
    there = SearchDocument.objects.filter(entry__in=by_key)
    gone = {row.key for row in there.only("schema_name", *KEY)} - {row.key for row in rows}
    if gone:
        there.exclude(pk__in=[row.pk for row in rows]).delete()
    _write(rows)
    feed(by_key, gone=gone)
    return len(rows)


def _with_texts(entries: dict[uuid.UUID, Entry]) -> Iterator[tuple[Entry, dict[str, str]]]:
    """The public ones of them, each with the words of its files by hash. One query, none where no entry has files."""
    public = [entry for entry in entries.values() if entry.withdrawn_at is None]
    texts: dict[uuid.UUID, dict[str, str]] = {entry.pk: {} for entry in public}
    wanted = [entry.pk for entry in public if entry.attachments]
    if wanted:
        for row in AttachmentText.objects.filter(entry__in=wanted):
            texts[row.entry_id][row.digest] = row.text
    return ((entry, texts[entry.pk]) for entry in public)


def _write(rows: list[SearchDocument]) -> None:
    said = [field.name for field in SearchDocument._meta.concrete_fields if field.name not in KEY]
    SearchDocument.objects.bulk_create(rows, update_conflicts=True, unique_fields=KEY, update_fields=said)


def rewrite_all(keys: Sequence[uuid.UUID]) -> Iterator[int]:
    """Make the rows of these entries anew, a batch in a transaction each. Yields how many entries each batch had."""
    for start in range(0, len(keys), BATCH):
        yield _again(keys[start : start + BATCH])


def _again(keys: Sequence[uuid.UUID]) -> int:
    with transaction.atomic():
        # Held until it is written: nobody publishes another version, or takes one away, in between.
        entries = list(Entry.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        rewrite(entries)
        for entry in entries:
            forget_files(entry)
    return len(entries)
