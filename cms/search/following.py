"""What follows for searching when an entry changes, and when many did past the verbs."""

from __future__ import annotations

from cms.publication.models import Entry
from cms.search.actions import forget_files, rewrite, rewrite_all
from cms.search.queries import astray, unread
from cms.search.reading import read_files


def follow(entry: Entry) -> None:
    """Bring the rows of an entry of the bound unit to what it is now, in the open transaction: all parts, or none."""
    forget_files(entry)
    rewrite([entry])
    order_reading(entry)


def order_reading(entry: Entry) -> None:
    if unread(entry):
        read_files.enqueue(str(entry.pk))


def mend() -> int:
    """Bring what differs in the bound unit to what the ledger says. Returns how many entries did."""
    keys = astray()
    done = sum(rewrite_all(keys))
    for entry in Entry.objects.filter(pk__in=keys, withdrawn_at=None).exclude(attachments=[]):
        order_reading(entry)
    return done
