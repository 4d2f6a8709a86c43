"""Reads of what is public. `using="central"` sees the whole district, the default sees the bound unit."""

from cms.publication.models import Entry
from tenants.context import current


def reader() -> str:
    """The database alias that public surfaces of the bound tenant read the ledger through."""
    return "central" if current().is_central else "default"


def public_entries(*, using: str | None = None):
    """Entries in public sight, newest first, with their unit."""
    rows = Entry.objects.using(using or reader()).filter(withdrawn_at=None)
    return rows.select_related("unit__tenant")


def shows_document(digest: str) -> bool:
    """Whether a public entry of the bound tenant carries the document with this hash."""
    return Entry.objects.filter(withdrawn_at=None, attachments__contains=[{"hash": digest}]).exists()


def shows_image(digest: str) -> bool:
    """Whether a public entry of the bound tenant carries the image with this hash."""
    return Entry.objects.filter(withdrawn_at=None, images__contains=[{"hash": digest}]).exists()
