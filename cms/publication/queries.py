"""Reads of what is public. `using="central"` sees the whole district, the default sees the bound unit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import F, Func, JSONField, Max
from django.db.models.fields.json import KT

from cms.publication.models import Entry, EntryVersion, Withdrawal
from cms.publication.states import Departure
from tenants.context import current

MOST_HOPS = 8
"""How far a chain of replacements is followed."""


def reader() -> str:
    """The database alias that public surfaces of the bound tenant read the ledger through."""
    return "central" if current().is_central else "default"


def entries_of_units(*, using: str | None = None):
    """Entries that are public or were, freshest first, with their unit."""
    rows = Entry.objects.using(using or reader()).select_related("unit__tenant")
    return rows.order_by("-public_at", "uuid")


def public_entries(*, using: str | None = None):
    """Entries in public sight, freshest first, with their unit."""
    return entries_of_units(using=using).filter(withdrawn_at=None)


def shows_document(digest: str) -> bool:
    """Whether a public entry of the bound tenant carries the document with this hash."""
    return Entry.objects.filter(withdrawn_at=None, attachments__contains=[{"hash": digest}]).exists()


def shows_image(digest: str) -> bool:
    """Whether a public entry of the bound tenant carries the image with this hash."""
    return Entry.objects.filter(withdrawn_at=None, images__contains=[{"hash": digest}]).exists()


def public_files(kind: str):
    """Hashes of what public entries of the bound tenant carry, as a subquery. `kind` is `images` or `attachments`."""
    each = Func(F(kind), function="jsonb_array_elements", output_field=JSONField(), set_returning=True)
    rows = Entry.objects.filter(withdrawn_at=None).order_by().annotate(one=each)
    return rows.values(hash=KT("one__hash"))


def versions_in_sight(entry: Entry) -> list[EntryVersion]:
    """Every version of an entry, newest first. Of those that were removed the words are gone. Two queries."""
    removed = Withdrawal.objects.using(entry._state.db).filter(entry=entry, kind=Departure.REMOVED)
    until = removed.aggregate(last=Max("version"))["last"] or 0
    versions = list(entry.versions.all())
    for version in versions:
        version.removed = version.number <= until
        if version.removed:
            version.title = version.html = version.note = ""
    return versions


def withdrawals_of(entries: Iterable[Entry]) -> dict[uuid.UUID, Withdrawal]:
    """Entry uuid → how it left, of those that are away. One query, none where all are public."""
    entries = list(entries)
    keys = {row.withdrawal for row in entries if row.withdrawn_at and row.withdrawal}
    if not keys:
        return {}
    rows = Withdrawal.objects.using(entries[0]._state.db).filter(pk__in=keys)
    return {row.entry_id: row for row in rows}


def withdrawn_at(path: str) -> Entry | None:
    """What stood at an address of the bound unit and was taken away last. One query."""
    rows = Entry.objects.filter(path=path, withdrawn_at__isnull=False).select_related("unit")
    return rows.order_by("-withdrawn_at").first()


def replacement_of(made: Withdrawal) -> Entry | None:
    """The public entry at the end of the chain of replacements. None where it ends in nothing, or in itself."""
    using, seen, step = made._state.db, {made.entry_id}, made
    for _hop in range(MOST_HOPS):
        if step.replacement is None or step.replacement in seen:
            return None
        found = Entry.objects.using(using).filter(pk=step.replacement).first()
        if found is None or found.withdrawn_at is None:
            return found
        seen.add(found.uuid)
        step = Withdrawal.objects.using(using).filter(pk=found.withdrawal).first()
        if step is None:
            return None
    return None
