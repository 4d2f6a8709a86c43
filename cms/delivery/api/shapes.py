"""What the API answers, as surface.md promises: plain dictionaries from ledger rows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from cms.delivery.addresses import origins
from cms.delivery.rows import kept_at
from cms.filing.models import FiledItem
from cms.obligations.queries import ItemStatus
from cms.publication.models import Entry, Withdrawal
from cms.publication.states import NAMELESS, STANDARD, Departure
from cms.registry.models import Unit, UnitSuccession
from cms.registry.queries import DirectoryEntry, Successions, in_service

ENTRY_FIELDS = {
    "uuid",
    "unit",
    "item",
    "type",
    "title",
    "summary",
    "published_at",
    "public_at",
    "updated_at",
    "version",
    "url",
    "withdrawn",
}


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


def entry(row: Entry, base: str) -> dict[str, Any]:
    """An entry as it stands in a list. `base` is the origin of its unit's site.

    When that site is archived, `url` is a path on the district's, which keeps the text.
    """
    return {
        "uuid": str(row.uuid),
        "unit": short_unit(row.unit),
        "item": {"code": row.item_code, "title": row.item_title, "section": row.section},
        "type": row.kind,
        "title": row.title,
        "summary": row.summary,
        "published_at": row.published_at.isoformat(),
        "public_at": row.public_at.isoformat(),
        "updated_at": row.updated_at.isoformat(),
        "version": row.version,
        "url": base + row.path if in_service(row.unit) else kept_at(row),
        "withdrawn": None,
    }


def withdrawn(row: Entry, made: Withdrawal | None) -> dict[str, Any]:
    """When and why an entry left, whom to ask, and the uuid of what replaces it."""
    kind = Departure(made.kind) if made else Departure.TAKEN_DOWN
    return {
        "at": row.withdrawn_at.isoformat(),
        "kind": kind.value,
        "explanation": made.explanation if made else str(STANDARD[kind]),
        "contact": made.contact if made else "",
        "replacement": str(made.replacement) if made and made.replacement else None,
    }


def tombstone(row: Entry, made: Withdrawal | None, base: str) -> dict[str, Any]:
    """An entry that left, in a list of what happened since. Where its title may be what must not be seen, it has none."""
    shown = entry(row, base) | {"withdrawn": withdrawn(row, made), "summary": ""}
    if made and made.kind in NAMELESS:
        shown |= {"title": "", "item": None}
    return shown


def correction(said: dict[str, Any]) -> dict[str, Any]:
    """What was wrong (`fault`), at which passage of which version, what is right, and since when that is said."""
    return {name: said.get(name) for name in ("fault", "passage", "text", "on", "of_version")}


def full_entry(row: Entry, base: str, steps: list[dict[str, Any]]) -> dict[str, Any]:
    """One entry with everything a reader of its page sees."""
    served = in_service(row.unit)
    files = [file | {"url": base + file["url"] if served else None} for file in row.attachments]
    return entry(row, base) | {
        "html": row.html,
        "text": row.text,
        "fields": row.fields,
        "attachments": files,
        "images": row.images,
        "corrections": [correction(said) for said in row.corrections],
        "provenance": {
            "period": {"key": row.period_key, "label": row.period_label},
            "content_hash": row.content_hash,
            "steps": steps,
            "demonstration": row.is_demo,
        },
    }


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
