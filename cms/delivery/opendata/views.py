"""The addresses of the tables and of their catalog."""

from __future__ import annotations

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.utils import timezone
from django.utils.cache import get_conditional_response

from cms.delivery.api import parameters
from cms.delivery.feeds.narrowing import Narrowing
from cms.delivery.machines import for_machines, own_origin
from cms.delivery.opendata.dcat import PREFIXES, catalog
from cms.delivery.opendata.tables import TABLES, Table
from cms.delivery.opendata.turtle import turtle
from cms.delivery.opendata.validating import validator
from cms.delivery.opendata.writing import FORMS, described
from tenants.context import current

CHINESE = {"ensure_ascii": False}


def _table(name: str) -> Table:
    """Raises Http404."""
    if name not in TABLES:
        raise Http404
    return TABLES[name]


@for_machines
def data(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """`/data/entries.csv`, `/data/catalog.jsonl` …: one of the tables, sent while it is read. Raises Problem, Http404."""
    table = _table(name)
    if form not in FORMS:
        raise Http404
    asked, written = Narrowing.read(request, *table.filters), FORMS[form]
    # Before the first line is sent: afterwards nobody can be told that there is no such unit.
    asked.of_units()
    etag = validator(request)
    rows = () if request.method == "HEAD" else table.rows(request, asked)
    kind = f"{written.media_type}; charset=utf-8"
    response = StreamingHttpResponse(written.write(table, rows), content_type=kind, headers={"ETag": etag})
    file = f"{current().slug}-{name}-{timezone.localdate():%Y%m%d}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    response["Cache-Control"] = "no-cache"
    return get_conditional_response(request, etag=response["ETag"], response=response)


@for_machines
def columns(request: HttpRequest, name: str) -> HttpResponse:
    """`/data/entries.csv-metadata.json`: what the columns of a table mean. Raises Http404."""
    table = _table(name)
    parameters.only(request)
    address = f"{own_origin(request)}/data/{name}.csv"
    return JsonResponse(described(table, address), json_dumps_params=CHINESE)


@for_machines
def dcat_json(request: HttpRequest) -> HttpResponse:
    """`/dcat.jsonld`"""
    parameters.only(request)
    said = {"@context": PREFIXES, "@graph": catalog(request)}
    return JsonResponse(said, json_dumps_params=CHINESE, content_type="application/ld+json")


@for_machines
def dcat_turtle(request: HttpRequest) -> HttpResponse:
    """`/dcat.ttl`"""
    parameters.only(request)
    return HttpResponse(turtle(catalog(request)), content_type="text/turtle; charset=utf-8")
