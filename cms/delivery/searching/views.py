"""The page of results, and the titles that go on from what is typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.delivery.caching import searched
from cms.delivery.rows import entry_rows, unit_link
from cms.delivery.searching.filters import filters, link, ways
from cms.delivery.searching.paging import PAGE_SIZE, page_links, page_number
from cms.delivery.searching.parameters import asked, typed
from cms.pages.rows import EntryRow
from cms.publication.queries import reader
from cms.registry.models import Unit
from cms.search import asking, showing
from cms.search.contract import MOST_RANKED, Asked, Found
from tenants.context import current

MOST_UNITS = 8
MOST_WORDS = 6


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Without words it lists everything public, newest first. Constant queries a page."""
    question = asked(request)
    found = asking.search(question)
    seen = min(question.start + PAGE_SIZE, MOST_RANKED)
    context = {
        "q": question.query,
        "total": found.total,
        "capped": found.capped,
        "notice": found.notice,
        "meant": {"q": found.meant, "url": link(request, q=found.meant)} if found.meant else None,
        "results": _rows(request, question, found),
        "unit_hits": _unit_hits(request, question),
        "filters": filters(request, question, found.facets),
        "ways": ways(request, question),
        "narrowed": bool(question.chosen),
        "everything_url": link(request, **dict.fromkeys(("unit", "line", "item", "type", "year"), "")),
        "pages": page_links(request, page_number(request), found.total > seen and seen < MOST_RANKED),
    }
    return searched(render(request, "delivery/search.html", context))


def _rows(request: HttpRequest, question: Asked, found: Found) -> list[EntryRow]:
    hits = showing.shown(found.hits, question.query)
    rows = entry_rows(request, [hit.entry for hit in hits])
    for row, hit in zip(rows, hits, strict=True):
        row.title, row.snippet, row.source = hit.title, hit.snippet, hit.source
    return rows


def _unit_hits(request: HttpRequest, question: Asked) -> list[dict[str, Any]]:
    """Units whose name holds every word, on the first page of the district's results."""
    words = question.query.split()[:MOST_WORDS]
    if not words or question.start or question.chosen or not current().is_central:
        return []
    found = Unit.objects.using(reader()).select_related("tenant")
    for word in words:
        found = found.filter(name__icontains=word)
    return [unit_link(request, unit) for unit in found[:MOST_UNITS]]


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Titles for the field that somebody is typing into (themes/base/…/suggest.js)."""
    found = asking.suggest(typed(request))
    shape = {"suggestions": [one.text for one in found]}
    return searched(JsonResponse(shape, json_dumps_params={"ensure_ascii": False}))
