"""The paths of API v1."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Router

from cms.catalog.item import ItemFields
from cms.delivery.addresses import origins
from cms.delivery.api import cursor, parameters, shapes
from cms.delivery.api.description import FULL_ENTRY, takes
from cms.delivery.api.problems import Problem
from cms.filing.queries import items_in_force
from cms.obligations.queries import statuses_of
from cms.publication.models import Entry
from cms.publication.queries import (
    entries_of_units,
    public_entries,
    reader,
    versions_in_sight,
    withdrawals_of,
)
from cms.registry.models import DisclosureLine, District
from cms.registry.queries import DirectoryEntry, directory, in_service, leads, successions
from cms.theming.look import worn
from cms.theming.tokens import as_json
from tenants.context import current

router = Router(tags=["公开"])


def _visible_units() -> dict[int, DirectoryEntry]:
    """The whole directory on the central host; on a unit's host that unit alone."""
    everyone = directory(using=reader())
    if current().is_central:
        return everyone
    return {key: entry for key, entry in everyone.items() if entry.unit.tenant_id == current().pk}


def _theme() -> dict[str, Any]:
    """What the site wears, for whoever draws its pages themselves: names as in its sheet, values as in tokens.json."""
    look = worn()
    return {
        "slug": look.whole.slug,
        "title": look.whole.manifest.title,
        "version": look.hash,
        "stylesheet": look.address,
        "tokens": as_json(look.tokens),
    }


@router.get("/site", summary="本站", openapi_extra=takes())
def site(request: HttpRequest):
    parameters.only(request)
    tenant = current()
    entry = next((e for e in directory(using=reader()).values() if e.unit.tenant_id == tenant.pk), None)
    district = District.objects.using(reader()).first() or District()
    return {
        "unit": entry and shapes.unit(request, entry, successions(using=reader())),
        "kind": entry and entry.unit.kind,
        "line": entry and entry.line and {"code": entry.line.code, "name": entry.line.name},
        "district": district.name,
        "central": tenant.is_central,
        "theme": _theme(),
        "contact": {},
        "codes": {"icp": district.icp, "site_code": district.site_code, "police": district.police},
    }


UNIT_FILTERS = {
    "line": lambda e: (e.line.code, e.line.name) if e.line else (),
    "kind": lambda e: (e.unit.kind,),
    "level": lambda e: (e.unit.level,),
    "superior": lambda e: (e.superior.slug,) if e.superior else (),
    "state": lambda e: ("active" if in_service(e.unit) else "archived", "all"),
}


@router.get("/units", summary="单位名录", openapi_extra=takes(*UNIT_FILTERS, "q"))
def units(request: HttpRequest):
    values = parameters.only(request, *UNIT_FILTERS, "q")
    # Whoever asks for the units of the district means those that there are; the others are asked for by name.
    values.setdefault("state", "active")
    found = _visible_units().values()
    for name, read in UNIT_FILTERS.items():
        if name in values:
            found = [entry for entry in found if values[name] in read(entry)]
    if values.get("q"):
        found = [entry for entry in found if values["q"] in entry.unit.name]
    found = list(found)
    origins(request, [entry.unit.tenant_id for entry in found])
    known = successions(using=reader())
    return {
        "items": [shapes.unit(request, entry, known) for entry in found],
        "next": None,
        "total": len(found),
    }


@router.get("/lines", summary="条线", openapi_extra=takes())
def lines(request: HttpRequest):
    parameters.only(request)
    leading, counted = leads(using=reader()), {}
    for entry in directory(using=reader()).values():
        if entry.line and in_service(entry.unit):
            counted[entry.line.pk] = counted.get(entry.line.pk, 0) + 1
    items = [
        {
            "code": line.code,
            "name": line.name,
            "lead": shapes.short_unit(leading[line.pk]) if line.pk in leading else None,
            "units": counted.get(line.pk, 0),
        }
        for line in DisclosureLine.objects.using(reader())
    ]
    return {"items": items, "next": None, "total": len(items)}


CATALOG_PARAMETERS = ("unit", "limit", "cursor")


@router.get("/catalog", summary="登记的公开目录", openapi_extra=takes(*CATALOG_PARAMETERS))
def catalog(request: HttpRequest):
    """Items that are disclosed to society, in the order of the register."""
    values = parameters.only(request, *CATALOG_PARAMETERS)
    rows = items_in_force(using=reader()).filter(ItemFields.public()).select_related("filing__unit")
    if "unit" in values:
        rows = rows.filter(filing__unit__slug=values["unit"])
    total = rows.count()
    shown, following = cursor.catalog_page(
        rows, cursor=values.get("cursor"), limit=parameters.limit(values, default=200, most=500)
    )
    units = {row.filing.unit_id for row in shown}
    newest, status = _newest(units), statuses_of(units, using=reader())
    items = [
        shapes.item(row, last=newest.get(key), status=status.get(key))
        for row in shown
        for key in [(row.filing.unit_id, row.code)]
    ]
    return {"items": items, "next": following, "total": total}


def _newest(units: set[int]) -> dict[tuple[int, str], Entry]:
    """(unit, item code) → its newest entry. One query."""
    rows = public_entries().filter(unit_id__in=units).order_by("unit_id", "item_code", "-published_at")
    newest = rows.distinct("unit_id", "item_code").only("uuid", "unit", "item_code", "title", "published_at")
    return {(row.unit_id, row.item_code): row for row in newest}


ENTRY_PARAMETERS = ("unit", "line", "item", "type", "since", "until", "order", "fields", "limit", "cursor")


def _in_time(values: dict[str, str]):
    """What is public; asked since a moment, also what left since then, for whoever keeps a copy."""
    since, until = parameters.moment(values, "since"), parameters.moment(values, "until")
    here, gone = Q(withdrawn_at=None), Q(withdrawn_at__gte=since) if since else Q(pk__in=[])
    if since:
        here &= Q(public_at__gte=since)
    if until:
        here, gone = here & Q(public_at__lt=until), gone & Q(withdrawn_at__lt=until)
    return entries_of_units().filter(here | gone if since else here)


def _filtered(values: dict[str, str]):
    rows = _in_time(values)
    for name, lookup in (("unit", "unit__slug"), ("item", "item_code"), ("type", "kind")):
        if name in values:
            rows = rows.filter(**{lookup: values[name]})
    if "line" in values:
        members = [
            key
            for key, e in directory(using=reader()).items()
            if e.line and values["line"] in (e.line.code, e.line.name)
        ]
        rows = rows.filter(unit_id__in=members)
    return rows


def _listed(rows: list[Entry], bases: dict[int, str]) -> Iterator[dict[str, Any]]:
    gone = withdrawals_of(rows)
    for row in rows:
        base = bases.get(row.unit.tenant_id, "")
        left = row.withdrawn_at is not None
        yield shapes.tombstone(row, gone.get(row.uuid), base) if left else shapes.entry(row, base)


@router.get("/entries", summary="公开内容", openapi_extra=takes(*ENTRY_PARAMETERS))
def entries(request: HttpRequest):
    values = parameters.only(request, *ENTRY_PARAMETERS)
    asked = parameters.fields(values, shapes.ENTRY_FIELDS)
    rows, following = cursor.page(
        _filtered(values).defer("html", "text", "fields", "attachments", "images"),
        order=parameters.order(values),
        cursor=values.get("cursor"),
        limit=parameters.limit(values),
    )
    bases = origins(request, [row.unit.tenant_id for row in rows])
    items = [parameters.sparse(shown, asked) for shown in _listed(rows, bases)]
    return {"items": items, "next": following, "total": None}


def _one(key: uuid.UUID) -> Entry:
    """The entry of a uuid. 410 when it was withdrawn, 404 when there never was one here."""
    row = Entry.objects.using(reader()).select_related("unit__tenant").filter(uuid=key).first()
    if row is None:
        raise Problem(404, "没有这条公开内容", "请核对地址，或从 /api/v1/entries 查找。")
    if row.withdrawn_at:
        told = shapes.withdrawn(row, withdrawals_of([row]).get(row.uuid))
        raise Problem(410, "这条公开内容已撤回", told["explanation"], withdrawn_at=told["at"], withdrawn=told)
    return row


@router.get(
    "/entries/{uuid:key}", summary="一条公开内容的全文", openapi_extra=takes(missing=True, answer=FULL_ENTRY)
)
def one_entry(request: HttpRequest, key: uuid.UUID):
    parameters.only(request)
    row = _one(key)
    base = origins(request, [row.unit.tenant_id]).get(row.unit.tenant_id, "")
    steps = row.versions.values_list("steps", flat=True).first()
    return shapes.full_entry(row, base, steps or [])


@router.get(
    "/entries/{uuid:key}/history", summary="一条公开内容的各个版本", openapi_extra=takes(missing=True)
)
def history(request: HttpRequest, key: uuid.UUID):
    parameters.only(request)
    row = _one(key)
    items = [
        {
            "version": version.number,
            "title": version.title,
            "at": version.at.isoformat(),
            "change": version.change,
            "note": version.note,
            "content_hash": version.content_hash,
            "steps": version.steps,
            "corrections": [
                shapes.correction(said) for said in row.corrections if said["of_version"] == version.number
            ],
            "removed": version.removed,
            "html": version.html,
        }
        for version in versions_in_sight(row)
    ]
    return {"items": items, "next": None, "total": len(items)}
