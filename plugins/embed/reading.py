"""What the plugin reads of what is public, with addresses that hold on other sites."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urljoin

from django.http import HttpRequest

from cms.extension import Entry, current, entry_rows, origins, public_entries, public_item_rows, reader

LONG = ("html", "text", "fields", "attachments", "images")


def base_of(request: HttpRequest) -> str:
    """Address of the bound site, with a slash at its end: of its main domain, whatever domain was asked."""
    key = current().pk
    return (origins(request, [key]).get(key) or request.build_absolute_uri("/").rstrip("/")) + "/"


def newest(request: HttpRequest, limit: int, item: str = "") -> list[Any]:
    """The newest public entries as rows: of the unit; at the centre of the district, unless an item of its own is asked."""
    found = public_entries(using="default" if item else reader()).defer(*LONG)
    rows = entry_rows(request, (found.filter(item_code=item) if item else found)[:limit])
    for row in rows:
        row.url = urljoin(base_of(request), row.url)
    return rows


def items(request: HttpRequest, code: str = "") -> list[Any]:
    """Items of the unit's registered catalog that are for everybody, or the one with this code, as rows."""
    rows = public_item_rows(code)
    for row in rows:
        row.url = urljoin(base_of(request), row.url)
        if row.last:
            row.last.url = urljoin(base_of(request), row.last.url)
    return rows


def one(key: uuid.UUID) -> Entry | None:
    """An entry that is public, or was."""
    return Entry.objects.using(reader()).select_related("unit__tenant").filter(uuid=key).first()
