"""What is public in the bound unit, as the rules look at it. A fixed number of queries."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from cms.extension import Entry, FiledItem, NilDeclaration, Obligation, ObligationEvidence, public_item_rows
from plugins.evaluation.scanning.seen import SeenEntry, SeenItem, SeenSite

STANDING = "STANDING"


def site(*, today: dt.date | None = None) -> SeenSite:
    """The bound unit's public pages as of today."""
    today = today or timezone.localdate()
    entries = tuple(
        _entry(row) for row in Entry.objects.filter(withdrawn_at=None).order_by("published_at", "uuid")
    )
    rows = FiledItem.objects.filter(FiledItem.public(), filing__state="REGISTERED").order_by("order")
    items = [(row.code, row.title, row.timing) for row in rows]
    paths = {one.path for one in entries} | {row.url for row in public_item_rows()} | {"/"}
    return SeenSite(today, entries, _items(items, today), frozenset(paths))


def _entry(row: Entry) -> SeenEntry:
    return SeenEntry(
        key=str(row.uuid),
        item_code=row.item_code,
        period_key=row.period_key,
        title=row.title,
        summary=row.summary,
        text=row.text,
        html=row.html,
        path=row.path,
        public_on=timezone.localtime(row.public_at).date(),
        files=len(row.attachments),
        pictures=len(row.images),
        fields=row.fields,
        names=tuple(file["title"] for file in row.attachments if file["title"].strip()),
    )


def _items(items: list[tuple[str, str, str]], today: dt.date) -> tuple[SeenItem, ...]:
    owed = set(Obligation.objects.filter(due_on__lt=today).values_list("item_code", flat=True))
    declared = NilDeclaration.objects.filter(state="APPROVED").values_list("item_code", flat=True)
    excused = Obligation.objects.filter(Q(nil=True) | Q(waived_on__isnull=False)).values_list(
        "item_code", flat=True
    )
    answered = {*declared, *excused}
    words = ObligationEvidence.objects.filter(entry_uuid=None).order_by("on").values_list("item_code", "on")
    confirmed = dict(words)
    return tuple(
        SeenItem(code, title, code in owed, code in answered, timing == STANDING, confirmed.get(code))
        for code, title, timing in items
    )
