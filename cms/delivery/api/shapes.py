"""What the API answers, as surface.md promises: plain dictionaries from ledger rows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from cms.delivery.addresses import origins
from cms.filing.models import FiledItem
from cms.obligations.queries import ItemStatus
from cms.publication.models import Entry
from cms.registry.models import Unit, UnitSuccession
from cms.registry.queries import DirectoryEntry, Successions, in_service


def _reorganised(row: UnitSuccession, other: Unit) -> dict[str, Any]:
    return {**short_unit(other), "kind": row.kind, "on": row.on.isoformat()}


def unit(request: HttpRequest, entry: DirectoryEntry, known: Successions) -> dict[str, Any]:
    """A unit with what came after and before it. `successor` is the one there is, or null for none or several."""
    row = entry.unit
    after = [_reorganised(one, one.successor) for one in known.after.get(row.pk, [])]
    before = [_reorganised(one, one.predecessor) for one in known.before.get(row.pk, [])]
    base = origins(request, [row.tenant_id]).get(row.tenant_id) if row.tenant_id else None
    return {
        "slug": row.slug,
        "name": row.name,
        "kind": row.kind,
        "level": row.level,
        "line": entry.line and {"code": entry.line.code, "name": entry.line.name},
        "superior": entry.superior and {"slug": entry.superior.slug, "name": entry.superior.name},
        "url": f"{base}/" if base and in_service(row) else None,
        "state": "active" if in_service(row) else "archived",
        "successor": after[0] if len(after) == 1 else None,
        "successors": after,
        "predecessors": before,
    }


def short_unit(row: Unit) -> dict[str, str]:
    return {"slug": row.slug, "name": row.name}


def item(row: FiledItem, *, last: Entry | None, status: ItemStatus | None) -> dict[str, Any]:
    """A catalog item, with the newest entry under it and when the next one falls due."""
    return {
        "code": row.code,
        "section": row.section,
        "title": row.title,
        "scope": row.scope,
        "timing": row.timing,
        "last_entry": last
        and {"uuid": str(last.uuid), "title": last.title, "published_at": last.published_at.isoformat()},
        "next_due": status.next_due.isoformat() if status and status.next_due else None,
        "state": status.state.value if status else None,
        "unit": row.filing.unit.slug,
    }
