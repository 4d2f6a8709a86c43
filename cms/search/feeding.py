"""What an engine of its own is told: in the transaction that writes the table, as a task that runs when it commits."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _
from django_tasks import task

from cms.search.engines import engine
from cms.search.models import SearchDocument


def feed(entries: Collection[uuid.UUID], *, gone: Iterable[str]) -> None:
    """Have the engine take in the rows of entries of the bound unit as they are then, and forget the keys that went."""
    if not engine().reads_ledger:
        take_in.enqueue([str(key) for key in entries], sorted(gone))


@task(queue_name="index", idempotent=True, label=_("更新检索服务"))
def take_in(entries: list[str], gone: list[str]) -> None:
    """It reads the table when it runs, so that of two that overtake each other both tell what is there last."""
    rows = list(SearchDocument.objects.filter(entry__in=entries))
    there = {row.key for row in rows}
    engine().delete([key for key in gone if key not in there])
    engine().index(rows)
