"""Who there is and what they have promised: the site, the units, the lines, the registered catalogs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from cms.catalog.item import ItemFields
from cms.delivery.addresses import origins
from cms.delivery.api import cursor, parameters, shapes
from cms.delivery.api.answering import answered
from cms.delivery.api.description import CATALOG, takes
from cms.delivery.api.schemas import directory as described
from cms.delivery.context import standing_of
from cms.filing.queries import items_in_force
from cms.obligations.queries import statuses_of
from cms.publication.models import Entry
from cms.publication.queries import public_entries, reader
from cms.registry.models import DisclosureLine
from cms.registry.queries import DirectoryEntry, directory, in_service, leads, successions
from cms.registry.vocabulary import UnitKind, UnitLevel
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


@router.get("/site", summary="本站", response=described.Site, openapi_extra=takes())
def site(request: HttpRequest) -> HttpResponse:
    parameters.only(request)
    tenant = current()
    entry = next((e for e in directory(using=reader()).values() if e.unit.tenant_id == tenant.pk), None)
    standing = standing_of(request)
    return answered(
        {
            "unit": entry and shapes.unit(request, entry, successions(using=reader())),
            "kind": entry and entry.unit.kind,
            "line": entry and entry.line and {"code": entry.line.code, "name": entry.line.name},
            "district": standing.district,
            "central": tenant.is_central,
            "theme": _theme(),
            "contact": standing.contact,
            "codes": {"icp": standing.icp, "site_code": standing.site_code, "police": standing.police},
            "data_licence": {"name": standing.data_licence_name, "url": standing.data_licence}
            if standing.data_licence
            else None,
        }
    )


UNIT_FILTERS = {
    "line": lambda e: (e.line.code, e.line.name) if e.line else (),
    "kind": lambda e: (e.unit.kind,),
    "level": lambda e: (e.unit.level,),
    "superior": lambda e: (e.superior.slug,) if e.superior else (),
    "state": lambda e: ("active" if in_service(e.unit) else "archived", "all"),
}


UNIT_STATES = ("active", "archived", "all")


@router.get("/units", summary="单位名录", response=described.Units, openapi_extra=takes(*UNIT_FILTERS, "q"))
def units(request: HttpRequest) -> HttpResponse:
    values = parameters.only(request, *UNIT_FILTERS, "q")
    for name, choices in (("kind", UnitKind.values), ("level", UnitLevel.values), ("state", UNIT_STATES)):
        parameters.one_of(values, name, choices)
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
    return answered(
        {
            "items": [shapes.unit(request, entry, known) for entry in found],
            "next": None,
            "total": len(found),
        }
    )


@router.get("/lines", summary="条线", response=described.Lines, openapi_extra=takes())
def lines(request: HttpRequest) -> HttpResponse:
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
    return answered({"items": items, "next": None, "total": len(items)})


NEWEST = "$response.body#/items/0/last_entry/uuid"
CATALOG_PARAMETERS = ("unit", "limit", "cursor")


@router.get(
    "/catalog",
    summary="登记的公开目录",
    response=described.Catalog,
    openapi_extra=takes(*CATALOG_PARAMETERS, own=CATALOG, leads_to={"one_entry": NEWEST}),
)
def catalog(request: HttpRequest) -> HttpResponse:
    """Items that are disclosed to society, in the order of the register."""
    values = parameters.only(request, *CATALOG_PARAMETERS)
    rows = items_in_force(using=reader()).filter(ItemFields.public()).select_related("filing__unit")
    if "unit" in values:
        rows = rows.filter(filing__unit__slug=values["unit"])
    total = rows.count()
    shown, following = cursor.catalog_page(
        rows,
        values=values,
        limit=parameters.limit(values, default=parameters.ITEMS, most=parameters.MOST_ITEMS),
    )
    units = {row.filing.unit_id for row in shown}
    newest, status = _newest(units), statuses_of(units, using=reader())
    items = [
        shapes.item(row, last=newest.get(key), status=status.get(key))
        for row in shown
        for key in [(row.filing.unit_id, row.code)]
    ]
    return answered({"items": items, "next": following, "total": total})


def _newest(units: set[int]) -> dict[tuple[int, str], Entry]:
    """(unit, item code) → its newest entry. One query."""
    rows = public_entries().filter(unit_id__in=units).order_by("unit_id", "item_code", "-published_at")
    newest = rows.distinct("unit_id", "item_code").only("uuid", "unit", "item_code", "title", "published_at")
    return {(row.unit_id, row.item_code): row for row in newest}
