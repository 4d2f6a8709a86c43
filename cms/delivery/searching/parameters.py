"""What an address of the search page asks. A page takes anything; what makes no sense narrows nothing."""

from __future__ import annotations

from django.http import HttpRequest

from cms.delivery.searching.paging import PAGE_SIZE, page_number
from cms.search.contract import Asked, Facet, Order

LONGEST = 100
WHOLE = "whole"
"""Value of `words`: only whole words count."""
FACETS = {
    "unit": Facet.UNIT,
    "line": Facet.LINE,
    "item": Facet.ITEM,
    "type": Facet.FORM,
    "year": Facet.YEAR,
}
"""Parameter → facet, in the order they are shown. The API has the same."""


def typed(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST]


def asked(request: HttpRequest) -> Asked:
    chosen = {facet: request.GET.get(name, "")[:LONGEST] for name, facet in FACETS.items()}
    return Asked(
        query=typed(request),
        chosen={facet: (value,) for facet, value in chosen.items() if value},
        whole_words=request.GET.get("words") == WHOLE,
        order=Order.NEWEST if request.GET.get("order") == Order.NEWEST else Order.RELEVANCE,
        start=(page_number(request) - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
    )
