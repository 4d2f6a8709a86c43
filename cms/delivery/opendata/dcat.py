"""The catalog of a site's data as DCAT-AP describes it: what there is, whose it is, since when, where to fetch it.

On a unit's host its own two tables; on the central host those of the district, and of every unit at the unit's own
address. A constant number of queries. Keys are prefixed names, so that one tree can be written in more than one way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.delivery.addresses import origins
from cms.delivery.context import standing_of
from cms.delivery.machines import own_origin, tag
from cms.delivery.opendata.tables import TABLES, Table
from cms.delivery.opendata.writing import FORMS, Form
from cms.filing.models import Filing
from cms.filing.states import FilingState
from cms.publication.models import Entry
from cms.publication.queries import reader
from cms.registry.models import Unit
from cms.registry.queries import in_service
from tenants.context import current

Node = dict[str, Any]
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
OFFICE = "http://publications.europa.eu/resource/authority/"
"""The controlled vocabularies that DCAT-AP asks for."""
PATH = "/dcat.jsonld"


def _words(text: object) -> Node:
    return {"@value": str(text), "@language": "zh-Hans-CN"}


def _ref(address: str) -> Node:
    return {"@id": address}


def _moment(moment: dt.datetime) -> Node:
    said = timezone.localtime(moment).isoformat(timespec="seconds")
    return {"@value": said, "@type": "xsd:dateTime"}


def _agent(name: str, home: str) -> Node:
    return {
        "@id": f"{home}#unit",
        "@type": "foaf:Agent",
        "foaf:name": _words(name),
        "foaf:homepage": _ref(home),
    }


def _distribution(address: str, table: Table, form: Form, query: str) -> Node:
    """`address`: of the folder of tables, on whichever host."""
    file = f"{address}{table.name}.{form.name}{query}"
    return {
        "@id": f"{file}#file",
        "@type": "dcat:Distribution",
        "dct:title": _words(f"{table.title}（{form.name}）"),
        "dcat:accessURL": _ref(file),
        "dcat:downloadURL": _ref(file),
        "dct:format": _ref(f"{OFFICE}file-type/{form.authority}"),
        "dcat:mediaType": _ref(f"https://www.iana.org/assignments/media-types/{form.media_type}"),
        "dct:conformsTo": _ref(f"{address}{table.name}.csv-metadata.json"),
    }


def _dataset(
    table: Table, *, site: str, key: str, name: str, publisher: str, changed: Any, query: str = ""
) -> Node:
    """`site`: origin that serves the table; `key`: who it is of, for its name; `query`: what narrows it there."""
    folder = f"{site}/data/"
    dated = {"dct:modified": _moment(changed)} if changed else {}
    return {
        "@id": f"{site}{PATH}{query}#{table.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": tag("data", table.name, key),
        "dct:title": _words(f"{name}{table.title}"),
        "dct:description": _words(table.description),
        "dct:publisher": _ref(publisher),
        "dct:language": _ref(f"{OFFICE}language/ZHO"),
        "dct:accrualPeriodicity": _ref(f"{OFFICE}frequency/CONT"),
        "dcat:theme": _ref(f"{OFFICE}data-theme/GOVE"),
        "dcat:keyword": [_words(word) for word in (_("党务公开"), name)],
        "dcat:distribution": [_distribution(folder, table, form, query) for form in FORMS.values()],
        **dated,
    }


def _changed() -> dict[str, dict[int, dt.datetime]]:
    """Table → unit → when it changed last, of units that have anything public. Two queries."""
    entries = Entry.objects.using(reader()).order_by().values_list("unit_id")
    moved = entries.annotate(last=Max(Coalesce("withdrawn_at", "updated_at")))
    filed = Filing.objects.using(reader()).filter(state=FilingState.REGISTERED).exclude(registered_on=None)
    days = filed.values_list("unit_id", "registered_on")
    return {
        "entries": dict(moved),
        "catalog": {unit: timezone.make_aware(dt.datetime.combine(day, dt.time())) for unit, day in days},
    }


def _of_units(
    request: HttpRequest, changed: dict[str, dict[int, dt.datetime]]
) -> Iterator[tuple[Node, list[Node]]]:
    """(publisher, its datasets) of every unit that the site speaks for and that has any. One query, and one for hosts."""
    rows = Unit.objects.using(reader()).select_related("tenant")
    rows = rows.filter(pk__in={key for known in changed.values() for key in known})
    units = list(rows if current().is_central else rows.filter(tenant=current().pk))
    bases, own = origins(request, [unit.tenant_id for unit in units]), own_origin(request)
    for unit in units:
        base = bases.get(unit.tenant_id, "") if in_service(unit) else ""
        # On the district's host the tables are the district's: the office's own part is narrowed out of them.
        narrowed = not base or (current().is_central and base == own)
        site, query = (own, f"?unit={unit.slug}") if narrowed else (base, "")
        agent = _agent(unit.name, f"{base}/" if base else f"{own}/units/{unit.slug}")
        whose = {
            "site": site,
            "key": str(unit.uuid),
            "name": unit.name,
            "publisher": agent["@id"],
            "query": query,
        }
        yield (
            agent,
            [
                _dataset(table, changed=changed[name].get(unit.pk), **whose)
                for name, table in TABLES.items()
                if unit.pk in changed[name]
            ],
        )


def _service(own: str, publisher: str) -> Node:
    return {
        "@id": f"{own}/api/v1/",
        "@type": "dcat:DataService",
        "dct:title": _words(_("党务公开接口")),
        "dct:publisher": _ref(publisher),
        "dcat:endpointURL": _ref(f"{own}/api/v1/"),
        "dcat:endpointDescription": _ref(f"{own}/api/v1/openapi.json"),
    }


def catalog(request: HttpRequest) -> list[Node]:
    """The nodes: the catalog first, then publishers, the service and the datasets that it lists. Six queries."""
    site, own, changed = standing_of(request), own_origin(request), _changed()
    publisher = _agent(site.name, f"{own}/")
    found = list(_of_units(request, changed))
    datasets = [dataset for _agent_, parts in found for dataset in parts]
    if current().is_central:
        whole = {"site": own, "key": "district", "name": site.district, "publisher": publisher["@id"]}
        last = {name: max(known.values(), default=None) for name, known in changed.items()}
        datasets = [
            *(_dataset(table, changed=last[name], **whole) for name, table in TABLES.items()),
            *datasets,
        ]
    agents = {agent["@id"]: agent for agent in (publisher, *(agent for agent, _parts in found))}
    name = site.district if current().is_central else site.name
    head = {
        "@id": own + PATH,
        "@type": "dcat:Catalog",
        "dct:title": _words(_("%(name)s党务公开数据") % {"name": name}),
        "dct:description": _words(_("向社会公开的内容和已登记的公开目录，随公开随更新。")),
        "dct:publisher": _ref(publisher["@id"]),
        "dct:language": _ref(f"{OFFICE}language/ZHO"),
        "foaf:homepage": _ref(f"{own}/"),
        "dcat:themeTaxonomy": _ref(f"{OFFICE}data-theme"),
        "dcat:service": _ref(f"{own}/api/v1/"),
        "dcat:dataset": [_ref(dataset["@id"]) for dataset in datasets],
    }
    return [head, *agents.values(), _service(own, publisher["@id"]), *datasets]
