"""Rows as the ledger would have them, without being in it."""

from __future__ import annotations

import datetime as dt
import uuid

from cms.registry.models import Unit
from cms.search.models import SearchDocument
from cms.search.zhtext import split
from tenants.context import current

DAY = dt.datetime(2026, 3, 1, 9, 30, 0, 123456, tzinfo=dt.UTC)


def row(title: str, body: str = "", **values) -> SearchDocument:
    """Part 0 of an entry of the bound unit."""
    given = {
        "schema_name": current().schema_name,
        "entry_id": uuid.uuid4(),
        "part": 0,
        "unit_id": Unit.objects.get(slug=current().slug).pk,
        "item": "TS-01",
        "item_title": "机构设置",
        "form": "article",
        "year": 2026,
        "public_at": DAY,
        "version": 1,
    }
    return SearchDocument(title=title, body=body, **(given | values))


def parts(title: str, *bodies: str, **values) -> list[SearchDocument]:
    """An entry of several parts."""
    entry = uuid.uuid4()
    texts = [part for body in bodies for part in split(body)]
    return [row(title, text, entry_id=entry, part=number, **values) for number, text in enumerate(texts)]
