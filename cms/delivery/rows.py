"""Ledger entries as the rows that lists show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cms.delivery.addresses import origins
from cms.pages.rows import EntryRow, Link
from cms.publication.models import Entry
from cms.registry.models import Unit
from cms.registry.queries import in_service
from cms.registry.vocabulary import UnitKind


def kept_at(entry: Entry) -> str:
    """Path on the district's site at which an entry of a unit that is out of service can be read."""
    return f"/units/{entry.unit.slug}/entries/{entry.uuid}"


def unit_link(request: HttpRequest, unit: Unit) -> dict[str, Any]:
    """A unit in a list. `url` is '' when it has no site, and the district's page of it when its site is archived."""
    base = origins(request, [unit.tenant_id]).get(unit.tenant_id) if unit.tenant_id else None
    site = f"{base}/" if base else ""
    return {
        "name": unit.name,
        "url": site if in_service(unit) else f"/units/{unit.slug}",
        "kind_label": str(UnitKind(unit.kind).label),
        "slug": unit.slug,
    }


def entry_rows(request: HttpRequest, entries: Iterable[Entry]) -> list[EntryRow]:
    """Rows with absolute addresses on the units' own sites. One query for all the hosts."""
    entries = list(entries)
    bases = origins(request, [entry.unit.tenant_id for entry in entries])
    return [_row(request, entry, bases.get(entry.unit.tenant_id, "")) for entry in entries]


def _row(request: HttpRequest, entry: Entry, base: str) -> EntryRow:
    unit = unit_link(request, entry.unit)
    serves = in_service(entry.unit)
    return EntryRow(
        title=entry.title,
        url=base + entry.path if serves else kept_at(entry),
        date=timezone.localtime(entry.public_at).date(),
        item={
            "code": entry.item_code,
            "title": entry.item_title,
            "url": base + entry.item_path if serves else "",
        },
        period_label=entry.period_label,
        summary=entry.summary,
        is_demo=entry.is_demo,
        unit=Link(unit["name"], unit["url"]),
    )
