"""What narrows a result, and in which order it stands, as links: they work without a script and can be sent to others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cms.delivery.searching.parameters import FACETS, WHOLE
from cms.search.contract import Asked, Choice, Facet, Order
from cms.search.labels import Labelled, labelled
from tenants.context import current

FIRST = 8
"""So many choices of a facet stand open; the rest is folded."""
TITLES = {
    Facet.UNIT: (_("单位"), _("全部单位")),
    Facet.LINE: (_("条线"), _("全部条线")),
    Facet.ITEM: (_("事项"), _("全部事项")),
    Facet.FORM: (_("内容形式"), _("全部形式")),
    Facet.YEAR: (_("年份"), _("全部年份")),
}
OF_DISTRICT = (Facet.UNIT, Facet.LINE)
"""On a unit's own site there is nothing to choose."""


def link(request: HttpRequest, **changes: str) -> str:
    """The address that was asked with other parameters, from its first page on. An empty one goes."""
    query = request.GET.copy()
    for name, value in {**changes, "page": ""}.items():
        if value:
            query[name] = value
        else:
            query.pop(name, None)
    return f"?{query.urlencode()}"


def filters(
    request: HttpRequest, asked: Asked, facets: Mapping[Facet, tuple[Choice, ...]]
) -> list[dict[str, Any]]:
    """The facets that there is something to choose of, each with its choices as links. Constant queries."""
    here = {facet: one for facet, one in facets.items() if current().is_central or facet not in OF_DISTRICT}
    names = labelled(here)
    return [
        _filter(request, name, facet, names[facet], asked.chosen.get(facet, ()))
        for name, facet in FACETS.items()
        if facet in names and (facet in asked.chosen or len(names[facet]) > 1)
    ]


def _filter(
    request: HttpRequest, name: str, facet: Facet, choices: list[Labelled], chosen: tuple[str, ...]
) -> dict[str, Any]:
    title, everything = TITLES[facet]
    options = [
        {
            "label": one.label,
            "url": link(request, **{name: one.value}),
            "count": one.count,
            "current": one.value in chosen,
        }
        for one in sorted(choices, key=lambda one: one.value not in chosen)
    ]
    if chosen:
        all_of_them = {
            "label": everything,
            "url": link(request, **{name: ""}),
            "count": None,
            "current": False,
        }
        options.insert(0, all_of_them)
    return {"label": title, "options": options[:FIRST], "more": options[FIRST:]}


def ways(request: HttpRequest, asked: Asked) -> list[dict[str, Any]]:
    """How else the same may be asked: in which order, and whether only whole words count."""
    if not asked.query:
        return []
    newest = asked.order == Order.NEWEST
    return [
        {"label": _now("相关的在前"), "url": link(request, order=""), "current": not newest},
        {"label": _now("最新的在前"), "url": link(request, order=Order.NEWEST.value), "current": newest},
        {
            "label": _now("只找完整的词"),
            "url": link(request, words="" if asked.whole_words else WHOLE),
            "current": asked.whole_words,
        },
    ]
