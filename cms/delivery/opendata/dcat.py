"""The catalog of a site's data as DCAT-AP describes it: what there is, whose it is, since when, where to fetch it.

On a unit's host its own two tables; on the central host those of the district, and of every unit at the unit's own
address. A constant number of queries. Keys are prefixed names, so that one tree can be written in more than one way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.encoding import iri_to_uri
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
from cms.registry.contact.queries import OF_UNIT
from cms.registry.models import Unit
from cms.registry.queries import Standing, in_service
from cms.registry.telephones import dialled, numbers
from tenants.context import current

Node = dict[str, Any]
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
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


def _contact(said: dict[str, str] | None, *, name: str, home: str) -> Node:
    """Where a unit is reached; empty for one that has not said so."""
    if not said or not any(said.values()):
        return {}
    place = {
        "@id": f"{home}#address",
        "@type": "vcard:Address",
        "vcard:street-address": _words(said["address"]),
    }
    calls = [address for number in numbers(said["telephone"]) if (address := dialled(number))]
    return {
        "@id": f"{home}#contact",
        "@type": "vcard:Organization",
        "vcard:fn": _words(f"{name}{said['office']}"),
        "vcard:hasTelephone": [_ref(address) for address in calls],
        "vcard:hasEmail": [_ref(iri_to_uri(f"mailto:{said['email']}"))] if said["email"] else [],
        "vcard:hasAddress": [place] if said["address"] else [],
    }


def _licence(site: Standing) -> Node:
    """On what terms the district's data is used; empty until the office has said so."""
    if not site.data_licence:
        return {}
    title = _words(site.data_licence_name)
    return {"@id": iri_to_uri(site.data_licence), "@type": "dct:LicenseDocument", "dct:title": title}


def _distribution(address: str, table: Table, form: Form, query: str, licence: str) -> Node:
    """`address`: of the folder of tables, on whichever host; `licence`: its address, '' for none."""
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
        "dct:license": [_ref(licence)] if licence else [],
    }


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose tables are described: `site` is the origin that serves them, `query` what narrows them there, `key` whose
    they are, for their names. The rest are addresses of nodes; '' for none."""

    site: str
    key: str
    name: str
    publisher: str
    contact: str
    licence: str
    query: str = ""


def _dataset(table: Table, whose: Owner, changed: Any) -> Node:
    folder = f"{whose.site}/data/"
    files = [_distribution(folder, table, form, whose.query, whose.licence) for form in FORMS.values()]
    dated = {"dct:modified": _moment(changed)} if changed else {}
    return {
        "@id": f"{whose.site}{PATH}{whose.query}#{table.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": tag("data", table.name, whose.key),
        "dct:title": _words(f"{whose.name}{table.title}"),
        "dct:description": _words(table.description),
        "dct:publisher": _ref(whose.publisher),
        "dcat:contactPoint": [_ref(whose.contact)] if whose.contact else [],
        "dct:language": _ref(f"{OFFICE}language/ZHO"),
        "dct:accrualPeriodicity": _ref(f"{OFFICE}frequency/CONT"),
        "dcat:theme": _ref(f"{OFFICE}data-theme/GOVE"),
        "dcat:keyword": [_words(word) for word in (_("党务公开"), whose.name)],
        "dcat:distribution": files,
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
    request: HttpRequest, changed: dict[str, dict[int, dt.datetime]], licence: str
) -> Iterator[tuple[list[Node], list[Node]]]:
    """(publisher and contact, datasets) of every unit that the site speaks for and that has any. One query, and one
    for hosts."""
    rows = Unit.objects.using(reader()).select_related("tenant").annotate(contact=OF_UNIT)
    rows = rows.filter(pk__in={key for known in changed.values() for key in known})
    units = list(rows if current().is_central else rows.filter(tenant=current().pk))
    bases, own = origins(request, [unit.tenant_id for unit in units]), own_origin(request)
    for unit in units:
        base = bases.get(unit.tenant_id, "") if in_service(unit) else ""
        # On the district's host the tables are the district's: the office's own part is narrowed out of them.
        narrowed = not base or (current().is_central and base == own)
        site, query = (own, f"?unit={unit.slug}") if narrowed else (base, "")
        home = f"{base}/" if base else f"{own}/units/{unit.slug}"
        agent = _agent(unit.name, home)
        # Nobody answers any more where a unit is no longer in service.
        contact = _contact(unit.contact if base else None, name=unit.name, home=home)
        whose = Owner(
            site=site, key=str(unit.uuid), name=unit.name, publisher=agent["@id"],
            contact=contact.get("@id", ""), licence=licence, query=query,
        )  # fmt: skip
        tables = [(table, changed[name]) for name, table in TABLES.items() if unit.pk in changed[name]]
        yield [agent, contact], [_dataset(table, whose, moments[unit.pk]) for table, moments in tables]


def _of_district(site: Standing, own: str, about: list[Node], licence: str, changed: Any) -> list[Node]:
    """The district's own tables. `about`: its publisher and contact."""
    publisher, contact = about
    whose = Owner(
        site=own, key="district", name=site.district, publisher=publisher["@id"],
        contact=contact.get("@id", ""), licence=licence,
    )  # fmt: skip
    return [
        _dataset(table, whose, max(changed[name].values(), default=None)) for name, table in TABLES.items()
    ]


def _service(own: str, publisher: str, contact: str) -> Node:
    return {
        "@id": f"{own}/api/v1/",
        "@type": "dcat:DataService",
        "dct:title": _words(_("党务公开接口")),
        "dct:publisher": _ref(publisher),
        "dcat:contactPoint": [_ref(contact)] if contact else [],
        "dcat:endpointURL": _ref(f"{own}/api/v1/"),
        "dcat:endpointDescription": _ref(f"{own}/api/v1/openapi.json"),
    }


def catalog(request: HttpRequest) -> list[Node]:
    """The nodes: the catalog first, then publishers with their contacts, the licence, the service and the datasets
    that it lists. Six queries."""
    site, own, changed = standing_of(request), own_origin(request), _changed()
    publisher, licence = _agent(site.name, f"{own}/"), _licence(site)
    contact = _contact(site.contact, name=site.name, home=f"{own}/")
    terms = licence.get("@id", "")
    found = list(_of_units(request, changed, terms))
    datasets = [dataset for _about, parts in found for dataset in parts]
    if current().is_central:
        datasets = [*_of_district(site, own, [publisher, contact], terms, changed), *datasets]
    about = [publisher, contact, licence, *(node for nodes, _parts in found for node in nodes)]
    named = {node["@id"]: node for node in about if node}
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
    service = _service(own, publisher["@id"], contact.get("@id", ""))
    return [head, *named.values(), service, *datasets]
