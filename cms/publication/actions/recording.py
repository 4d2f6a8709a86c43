"""Writing lines of the public record, in the transaction of what they tell."""

from __future__ import annotations

import datetime as dt
import uuid

from cms.extension.contributions import Fact, Told
from cms.extension.publishing import tell
from cms.filing.digests import canonical, sha256
from cms.filing.models import Filing
from cms.publication import clock
from cms.publication.models import Entry, PublicRecord
from cms.publication.states import RecordKind
from tenants.context import current_schema


def row_hash(row: PublicRecord) -> str:
    """SHA-256 of a line in canonical JSON: names in order, no spaces, times in UTC. Its number is not part of it."""
    told = {
        "schema": row.schema_name,
        "kind": row.kind,
        "entry": row.entry and str(row.entry),
        "filing": row.filing and str(row.filing),
        "version": row.version,
        "content_hash": row.content_hash,
        "plan": row.plan and str(row.plan),
        "at": row.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
    }
    return sha256(canonical(told))


def _line(**values) -> PublicRecord:
    row = PublicRecord(schema_name=current_schema(), **values)
    row.row_hash = row_hash(row)
    return row


def _tell(row: PublicRecord) -> None:
    """The plugins of the site hear of it when this transaction commits; not of what is told as of another day."""
    if not clock.is_set_back():
        tell(Told(Fact(row.kind), row.row_hash, row.at, row.entry, row.version, row.content_hash))


def record(kind: RecordKind, entry: Entry, *, at: dt.datetime, plan: uuid.UUID | None = None) -> PublicRecord:
    """Write one line about an entry as it is now."""
    row = _line(
        kind=kind, entry=entry.uuid, version=entry.version, content_hash=entry.content_hash, plan=plan, at=at
    )
    row.save(force_insert=True)
    _tell(row)
    return row


def record_filing(filing: Filing) -> PublicRecord:
    """Write that a catalog is in force from now on. Its digest stands for it."""
    row = _line(
        kind=RecordKind.REGISTERED,
        filing=filing.pk,
        version=filing.number,
        content_hash=filing.digest,
        at=clock.now(),
    )
    row.save(force_insert=True)
    _tell(row)
    return row


def bring() -> int:
    """Write a line for each public entry that has none: what came with a package. Returns how many."""
    known = PublicRecord.objects.exclude(entry=None).values("entry")
    at, found = clock.now(), Entry.objects.filter(withdrawn_at=None).exclude(uuid__in=known).order_by("uuid")
    lines = [
        _line(kind=RecordKind.BROUGHT, entry=key, version=version, content_hash=digest, at=at)
        for key, version, digest in found.values_list("uuid", "version", "content_hash")
    ]
    PublicRecord.objects.bulk_create(lines, batch_size=1000)
    return len(lines)
