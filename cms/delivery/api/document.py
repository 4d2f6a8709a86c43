"""The OpenAPI document of a site: what the router knows, and what only the site knows of the forms of its entries."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.utils import timezone
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from cms.catalog.item import ItemFields
from cms.delivery.api.description import HEADERS, PROBLEM
from cms.delivery.api.entry import LONG
from cms.delivery.coverage import YEARS
from cms.filing.queries import items_in_force
from cms.pages.details.forms import BLOCKS, DetailsBlock
from cms.pages.details.reading import schemas
from cms.publication.queries import public_entries, reader
from cms.registry.models import Unit
from tenants.context import current

PLACE = "#/components/schemas/"
PIECES = {"unit": "UnitName", "item": "ItemName"}
"""Members of an entry that can be asked for in pieces."""


class DescribedAPI(NinjaAPI):
    """Describes itself for the bound site."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Short, for clients make names of methods from it."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """`paths` and `components` as the router knows them, finished for the site. Three queries."""
        whole = of_router(self)
        unit = Unit.objects.using(reader()).filter(tenant_id=current().pk).first()
        whole["info"]["title"] = f"{unit.name if unit else current().title} 党务公开 API"
        return finished(whole, kinds=kinds_here(), year=timezone.localdate().year)


def of_router(api: NinjaAPI) -> dict[str, Any]:
    """The same for every site, as a copy to finish."""
    return json.loads(_of_router(api))


@cache
def _of_router(api: NinjaAPI) -> str:
    found = NinjaAPI.get_openapi_schema(api)
    for schema in found["components"]["schemas"].values():
        for one in schema.get("properties", {}).values():
            one.pop("title", None)  # pydantic's, which is the name again
    return json.dumps(found)


def kinds_here() -> set[str]:
    """Types of details that entries of the bound site have, or will have by the forms of its registered items."""
    items = items_in_force(using=reader()).filter(ItemFields.public())
    forms = set(items.order_by().values_list("form", flat=True).distinct())
    said = set(public_entries().order_by().values_list("kind", flat=True).distinct())
    return said.union(kind for form, kind in BLOCKS.items() if form in forms)


def finished(document: dict[str, Any], *, kinds: Iterable[str], year: int = 0) -> dict[str, Any]:
    """A document of the router with typed details of these kinds, as of a year where one is given. Changed in place."""
    known = document["components"]["schemas"]
    known["Problem"] = PROBLEM
    document["components"]["headers"] = HEADERS
    document["servers"] = [{"url": "/"}]
    _type_details(known, {*kinds})
    known["EntryPart"] = _part(known)
    known["SearchHitPart"] = known["EntryPart"] | {
        "properties": known["EntryPart"]["properties"] | {"highlight": {"$ref": f"{PLACE}Highlight"}}
    }
    for name, of in (("Entries", "Entry"), ("SearchHits", "SearchHit")):
        either = [{"$ref": PLACE + of}, {"$ref": f"{PLACE}{of}Part"}]
        known[name]["properties"]["items"]["items"] = {"anyOf": either}
    if year:
        (parameter,) = document["paths"]["/api/v1/coverage"]["get"]["parameters"]
        parameter["schema"]["enum"] = [year - n for n in range(YEARS)]
    return document


def _type_details(known: dict[str, Any], kinds: set[str]) -> None:
    """One schema for each kind, and in `Fields` the choice between them. Without kinds there are no details."""
    names = {}
    for one in schemas(DetailsBlock()):
        kind = one["properties"]["type"]["const"]
        if kind in kinds:
            names[kind] = f"{kind.capitalize()}Details"
            known[names[kind]] = one
    if names:
        places = {kind: PLACE + name for kind, name in names.items()}
        known["Fields"]["properties"]["details"] = {
            "description": "按内容形式填写的内容；一般内容没有这一项。金额等小数写成文字，不失精度",
            "oneOf": [{"$ref": place} for place in places.values()],
            "discriminator": {"propertyName": "type", "mapping": places},
        }


def _part(known: dict[str, Any]) -> dict[str, Any]:
    """What `fields` asks for: nothing is sure to be there."""
    whole, full = known["Entry"]["properties"], known["FullEntry"]["properties"]
    pieces = {name: _optional(known[of]) for name, of in PIECES.items()}
    pieces["item"] = {"anyOf": [pieces["item"], {"type": "null"}]}
    return {
        "type": "object",
        "title": "公开内容的一部分",
        "description": "带 fields 参数时：只有要了的字段",
        "properties": whole | {name: full[name] for name in LONG} | pieces,
    }


def _optional(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != "required"}
