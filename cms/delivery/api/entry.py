"""Entries as surface.md promises them, straight from columns of the ledger: only those that an answer needs are read."""

from __future__ import annotations

import datetime as dt
import mimetypes
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest

from cms.delivery.addresses import origin
from cms.delivery.renditions import renditions
from cms.publication.models import Entry, Withdrawal
from cms.publication.queries import reader
from cms.publication.states import NAMELESS, STANDARD, Departure
from tenants.context import current
from tenants.states import IN_SERVICE

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """A member of an entry: the columns it is made from, and how; and the names within it that can be asked for alone."""

    columns: tuple[str, ...]
    read: Callable[[Row, str], Any]
    within: tuple[str, ...] = ()


def _as_it_is(column: str) -> Part:
    return Part((column,), lambda row, base: row[column])


def _moment(column: str) -> Part:
    return Part((column,), lambda row, base: row[column].isoformat())


def _url(row: Row, base: str) -> str:
    """The page; where the unit's site is out of service, the path on the district's site that keeps the text."""
    return base + row["path"] if base else f"/units/{row['unit_slug']}/entries/{row['uuid']}"


def _file(file: Mapping[str, Any], base: str) -> dict[str, Any]:
    """`hash` is what the ledger keeps of a file: SHA-1 of its bytes."""
    kind = mimetypes.types_map.get(f".{file['kind'].lower()}", "application/octet-stream")
    return {
        **file,
        "url": base + file["url"] if base else None,
        "media_type": kind,
        "checksum": {"algorithm": "sha-1", "value": file["hash"]},
    }


def _image(image: Mapping[str, Any], row: Row, base: str) -> dict[str, Any]:
    found = renditions(row["schema_name"], image["hash"], base) if base else []
    return {**image, "renditions": found}


CORRECTION = ("fault", "passage", "text", "on", "of_version")


def correction(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was wrong (`fault`), at which passage of which version, what is right, and since when that is said."""
    return {name: said.get(name) for name in CORRECTION}


SHORT: dict[str, Part] = {
    "uuid": Part(("uuid",), lambda row, base: str(row["uuid"])),
    "unit": Part(
        ("unit_slug", "unit_name"),
        lambda row, base: {"slug": row["unit_slug"], "name": row["unit_name"]},
        ("slug", "name"),
    ),
    "item": Part(
        ("item_code", "item_title", "section"),
        lambda row, base: {
            "code": row["item_code"],
            "title": row["item_title"],
            "section": row["section"],
        },
        ("code", "title", "section"),
    ),
    "type": _as_it_is("kind"),
    "title": _as_it_is("title"),
    "summary": _as_it_is("summary"),
    "published_at": _moment("published_at"),
    "public_at": _moment("public_at"),
    "updated_at": _moment("updated_at"),
    "version": _as_it_is("version"),
    "url": Part(("path", "unit_slug", "uuid"), _url),
    "withdrawn": Part((), lambda row, base: None),
}
"""What an entry in a list has when nothing is said about `fields`."""
LONG: dict[str, Part] = {
    "html": _as_it_is("html"),
    "text": _as_it_is("text"),
    "fields": _as_it_is("fields"),
    "attachments": Part(("attachments",), lambda row, base: [_file(one, base) for one in row["attachments"]]),
    "images": Part(
        ("images", "schema_name"), lambda row, base: [_image(one, row, base) for one in row["images"]]
    ),
    "corrections": Part(("corrections",), lambda row, base: [correction(one) for one in row["corrections"]]),
}
"""What an entry in a list has on request."""
PARTS = SHORT | LONG
FIELDS = [*PARTS, *(f"{name}.{one}" for name, part in PARTS.items() for one in part.within)]
EMPTY = {
    "summary": "",
    "html": "",
    "text": "",
    "fields": {},
    "attachments": [],
    "images": [],
    "corrections": [],
}
"""What is left of an entry that was withdrawn."""
NEEDED = ("uuid", "withdrawn_at", "withdrawal")
OF_SITE = ("host", "state")


def columns(names: Iterable[str]) -> list[str]:
    """Columns to read for these members. What tells the site of each entry only where there are several."""
    wanted = {column for name in names for column in PARTS[name.partition(".")[0]].columns}
    return sorted(wanted.union(NEEDED, OF_SITE if current().is_central else ()))


def bases(request: HttpRequest) -> Callable[[Row], str]:
    """Row → the origin of its unit's site, '' where that is out of service."""
    tenant = current()
    if not tenant.is_central:
        here = origin(request, tenant.domain_url)
        return lambda row: here

    @cache
    def there(host: str | None, state: str) -> str:
        return origin(request, host) if host and state in IN_SERVICE else ""

    return lambda row: there(row["host"], row["state"])


def shown(request: HttpRequest, rows: list[Row], names: set[str] | None) -> list[dict[str, Any]]:
    """Rows with `columns(names)` as entries of a list. `names` are members asked for; None for those of SHORT."""
    base, gone = bases(request), _withdrawals(rows)
    parts = _parts(SHORT if names is None else names)
    found = []
    for row in rows:
        if row["withdrawn_at"] is None:
            found.append({name: read(row, base(row)) for name, read in parts})
        else:
            found.append(_tombstone(row, gone.get(row["withdrawal"]), parts, base(row)))
    return found


def _parts(names: Iterable[str]) -> list[tuple[str, Callable[[Row, str], Any]]]:
    """In the order of PARTS. Of a member that is asked for in pieces, those pieces."""
    pieces: dict[str, set[str]] = {}
    for name in names:
        whole, _dot, piece = name.partition(".")
        pieces.setdefault(whole, set()).add(piece)
    return [
        (name, part.read if "" in pieces[name] else _some(part, pieces[name]))
        for name, part in PARTS.items()
        if name in pieces
    ]


def _some(part: Part, pieces: set[str]) -> Callable[[Row, str], Any]:
    return lambda row, base: {name: one for name, one in part.read(row, base).items() if name in pieces}


def _withdrawals(rows: list[Row]) -> dict[uuid.UUID, Withdrawal]:
    """One query, none where all are public."""
    keys = {row["withdrawal"] for row in rows if row["withdrawn_at"] and row["withdrawal"]}
    return Withdrawal.objects.using(reader()).in_bulk(keys) if keys else {}


def withdrawn(at: dt.datetime, made: Withdrawal | None) -> dict[str, Any]:
    """When and why an entry left, whom to ask, and the uuid of what replaces it."""
    kind = Departure(made.kind) if made else Departure.TAKEN_DOWN
    return {
        "at": at.isoformat(),
        "kind": kind.value,
        "explanation": made.explanation if made else str(STANDARD[kind]),
        "contact": made.contact if made else "",
        "replacement": str(made.replacement) if made and made.replacement else None,
    }


def _tombstone(row: Row, made: Withdrawal | None, parts: list, base: str) -> dict[str, Any]:
    """An entry that left, in a list of what happened since. Where its title may be what must not be seen, it has
    none, and no address either, for that is made of the title."""
    left = EMPTY | {"withdrawn": withdrawn(row["withdrawn_at"], made)}
    if made and made.kind in NAMELESS:
        left |= {"title": "", "item": None, "url": ""}
    return {name: left[name] if name in left else read(row, base) for name, read in parts}


OF_FULL = ("steps", "period_key", "period_label", "content_hash", "is_demo")


def full(row: Row, base: str, links: list[dict[str, str]]) -> dict[str, Any]:
    """One public entry with everything a reader of its page sees."""
    return {name: part.read(row, base) for name, part in PARTS.items()} | {
        "links": links,
        "provenance": {
            "period": {"key": row["period_key"], "label": row["period_label"]},
            "content_hash": row["content_hash"],
            "steps": row["steps"] or [],
            "demonstration": row["is_demo"],
        },
    }


def unkept(row: Entry) -> Row:
    """The columns of an entry that is not in the ledger, with its unit at hand."""
    kept = {field.attname: getattr(row, field.attname) for field in Entry._meta.concrete_fields}
    return kept | {"unit_slug": row.unit.slug, "unit_name": row.unit.name, "steps": []}
