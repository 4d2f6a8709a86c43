"""Whether the search table says what the ledger does, and what is still to be read."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Exists, OuterRef, Q

from cms.publication.models import Entry
from cms.search.models import AttachmentText, SearchDocument


def _current() -> Any:
    """Rows of an entry that are of what is public now: its version, under its title."""
    same = {name: OuterRef(name) for name in ("version", "public_at", "title", "unit_id", "item_title")}
    return SearchDocument.objects.filter(entry=OuterRef("pk"), part=0, item=OuterRef("item_code"), **same)


def differing(*, using: str = "default") -> Any:
    """Entries that are public and not searched as they are, or searched and not public."""
    rows = Entry.objects.using(using)
    searched = Exists(SearchDocument.objects.using(using).filter(entry=OuterRef("pk")))
    public = Q(withdrawn_at=None)
    return rows.filter((public & ~Exists(_current().using(using))) | (~public & searched))


def astray() -> list[uuid.UUID]:
    """Keys of those in the bound unit. Empty, unless something was written past the verbs."""
    return list(differing().order_by("pk").values_list("pk", flat=True))


def units_astray() -> list[str]:
    """Schemas of the units that have any. For the platform; one query."""
    found = differing(using="central").order_by("schema_name").values_list("schema_name", flat=True)
    return list(found.distinct())


def unread(entry: Entry) -> list[dict[str, Any]]:
    """Files of a public entry that nobody has looked into yet, each once."""
    if entry.withdrawn_at or not entry.attachments:
        return []
    known = set(AttachmentText.objects.filter(entry=entry).values_list("digest", flat=True))
    return list({file["hash"]: file for file in entry.attachments if file["hash"] not in known}.values())
