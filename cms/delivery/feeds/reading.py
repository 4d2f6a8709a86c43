"""One page of a feed, ready to be written: entries and withdrawals in one order, newest first.

Every page costs the same number of queries. Two of them take the newest of what is here and of what left, each along
an index of its own, and what is newer of the two goes in.
"""

from __future__ import annotations

import datetime as dt
import mimetypes
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from cms.delivery.addresses import origins
from cms.delivery.api import entry
from cms.delivery.context import standing_of
from cms.delivery.feeds.narrowing import BEFORE, SEARCH, Narrowing, Place
from cms.delivery.feeds.saying import content, speakable
from cms.delivery.machines import own_origin, tag
from cms.delivery.rows import kept_at
from cms.publication.models import Entry, EntryVersion
from cms.publication.queries import withdrawals_of
from cms.publication.states import Departure
from cms.registry.queries import DirectoryEntry, directory, in_service
from tenants.context import current

PAGE = 30
LANGUAGE = "zh-Hans-CN"


@dataclass(frozen=True)
class Category:
    term: str
    label: str
    scheme: str


@dataclass(frozen=True)
class Enclosure:
    url: str
    length: int
    mime_type: str
    title: str
    digest: str
    """SHA-1 of the file, as the ledger has it."""


@dataclass(frozen=True)
class Item:
    """A public entry. `updated` moves with changes that count, `changed` with every one."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: dt.datetime
    updated: dt.datetime
    changed: dt.datetime
    unit: str
    unit_url: str
    version: int
    content_hash: str
    categories: list[Category]
    enclosures: list[Enclosure]


@dataclass(frozen=True)
class Gone:
    """An entry that left: never what it said."""

    id: str
    at: dt.datetime
    unit: str
    kind: str
    kind_label: str
    explanation: str


@dataclass(frozen=True)
class Page:
    id: str
    title: str
    home: str
    address: str
    first: str
    following: str
    """'' where nothing follows."""
    updated: dt.datetime
    rows: list[Item | Gone]


def _moment(row: Entry) -> dt.datetime:
    return row.withdrawn_at or row.public_at


def _newest(asked: Narrowing) -> tuple[list[Entry], bool]:
    """The rows of the page, and whether more follow."""
    found: list[Entry] = []
    gone = asked.rows().exclude(withdrawn_at=None)
    for name, rows in (("public_at", asked.public()), ("withdrawn_at", gone)):
        rows = rows.filter(asked.before.after(name)) if asked.before else rows
        found += rows.defer("text", "fields").order_by(f"-{name}", "uuid")[: PAGE + 1]
    found.sort(key=lambda row: row.uuid)
    found.sort(key=_moment, reverse=True)
    return found[:PAGE], len(found) > PAGE


def page(request: HttpRequest, asked: Narrowing, *, path: str) -> Page:
    """The page that was asked for, of the feed at `path`. Raises Problem."""
    rows, more = _newest(asked)
    base, following = own_origin(request), ""
    if more:
        following = base + path + _query(asked, Place(_moment(rows[-1]), rows[-1].uuid))
    return Page(
        id=tag("feed", str(current().uuid)) + _query(asked),
        title=speakable(_title(request, asked, rows)),
        home=base + "/",
        address=base + path + _query(asked, asked.before),
        first=base + path + _query(asked),
        following=following,
        updated=_moment(rows[0]) if rows else current().created_at,
        rows=_told(request, rows),
    )


def _query(asked: Narrowing, before: Place | None = None) -> str:
    values = asked.filters | ({BEFORE: str(before)} if before else {})
    return f"?{urlencode(values)}" if values else ""


def _title(request: HttpRequest, asked: Narrowing, rows: list[Entry]) -> str:
    """Who speaks, and what the feed is narrowed to."""
    site = standing_of(request)
    parts = [_("%(name)s党务公开") % {"name": site.district if current().is_central else site.name}]
    if asked.line:
        parts.append(asked.line.name)
    if asked.unit:
        parts.append(asked.unit.name)
    if "item" in asked.filters:
        # The same code may be another item in another unit.
        titles = {row.item_title for row in rows if not row.withdrawn_at}
        parts.append(titles.pop() if len(titles) == 1 else asked.filters["item"])
    if SEARCH in asked.filters:
        parts.append(_("搜索“%(q)s”") % {"q": asked.filters[SEARCH]})
    return " - ".join(parts)


def _told(request: HttpRequest, rows: list[Entry]) -> list[Item | Gone]:
    here = [row for row in rows if not row.withdrawn_at]
    bases = origins(request, [row.unit.tenant_id for row in here])
    places = directory(using=rows[0]._state.db, units={row.unit_id for row in here}) if here else {}
    notes, left = _notes(here), withdrawals_of(rows)
    own = own_origin(request)

    def told(row: Entry) -> Item | Gone:
        if row.withdrawn_at:
            return _gone(row, entry.withdrawn(row.withdrawn_at, left.get(row.uuid)))
        base = bases.get(row.unit.tenant_id, "") if in_service(row.unit) else ""
        return _item(row, base, own, notes.get(row.uuid, ""), places[row.unit_id])

    return [told(row) for row in rows]


def _notes(rows: list[Entry]) -> dict[Any, str]:
    """What the present version changes, by entry; '' in a first version. One query."""
    if not rows:
        return {}
    versions = EntryVersion.objects.using(rows[0]._state.db).filter(entry__in=rows, number__gt=1)
    return dict(versions.filter(number=F("entry__version")).values_list("entry_id", "note"))


def _item(row: Entry, base: str, own: str, note: str, place: DirectoryEntry) -> Item:
    """`base`: of the unit's site, '' when it is closed and the district's site keeps the text."""
    url = iri_to_uri(base + row.path if base else own + kept_at(row))
    return Item(
        id=tag("entry", str(row.uuid)),
        url=url,
        title=speakable(row.title),
        summary=speakable(row.summary),
        html=content(row, note=note, base=url, with_files=bool(base)),
        published=row.published_at,
        updated=row.public_at,
        changed=row.updated_at,
        unit=speakable(row.unit.name),
        unit_url=f"{base}/" if base else f"{own}/units/{row.unit.slug}",
        version=row.version,
        content_hash=row.content_hash,
        categories=list(_categories(row, own, place)),
        enclosures=[_enclosure(file, base) for file in row.attachments] if base else [],
    )


def _categories(row: Entry, own: str, place: DirectoryEntry):
    scheme = f"{own}/api/v1/catalog?unit={row.unit.slug}"
    yield Category(speakable(row.item_code), speakable(row.item_title), scheme)
    if place.line:
        yield Category(place.line.code, place.line.name, f"{own}/api/v1/lines")


def _enclosure(file: dict[str, Any], base: str) -> Enclosure:
    kind = mimetypes.guess_type(file["url"])[0] or "application/octet-stream"
    return Enclosure(
        iri_to_uri(base + file["url"]), file["size"], kind, speakable(file["title"]), file["hash"]
    )


def _gone(row: Entry, said: dict[str, Any]) -> Gone:
    return Gone(
        id=tag("entry", str(row.uuid)),
        at=row.withdrawn_at,
        unit=speakable(row.unit.name),
        kind=said["kind"],
        kind_label=str(Departure(said["kind"]).label),
        explanation=speakable(said["explanation"]),
    )
