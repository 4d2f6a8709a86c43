"""`/api/v1/search`: entries by words, with what they are hit by, what narrows them and what else could be asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from cms.delivery.api import cursor, entry, parameters
from cms.delivery.api.answering import answered
from cms.delivery.api.description import ASKED, takes
from cms.delivery.api.problems import Problem
from cms.delivery.api.reading import Conditions, read
from cms.delivery.api.schemas import search as described
from cms.delivery.caching import searched
from cms.delivery.searching.parameters import FACETS, WHOLE
from cms.search import asking
from cms.search.contract import MOST_RANKED, Asked, Facet, Found, Order
from cms.search.labels import labelled
from cms.search.showing import Shown, shown
from cms.search.zhtext import MAX_CHARACTERS

router = Router(tags=["检索"])
MOST_VALUES = 20
LIST = "，多个用逗号隔开"


def _several_of(example: str) -> dict[str, Any]:
    value = {"type": "string", "pattern": r"^[^,\u0000]+$"}
    return {"type": "array", "minItems": 1, "maxItems": MOST_VALUES, "items": value, "examples": [[example]]}


OWN: dict[str, tuple[dict[str, Any], str]] = {
    "q": (ASKED | {"maxLength": MAX_CHARACTERS, "examples": ["民生实事"]}, "要找的词，空格隔开的都要有；不写则列出全部公开内容"),
    "unit": (_several_of("chengguan"), f"单位的站点标识{LIST}"),
    "line": (_several_of("L02"), f"条线的编码{LIST}"),
    "item": (_several_of("ZJ-09"), f"目录事项的编码{LIST}"),
    "type": (_several_of("article"), f"内容类型{LIST}"),
    "year": (_several_of("2026"), f"公开的年份{LIST}"),
    "words": ({"type": "string", "enum": [WHOLE]}, "whole：只找完整的词"),
    "order": (
        {"type": "string", "enum": [one.value for one in Order], "default": Order.RELEVANCE.value},
        "排序：相关、最新、最早",
    ),
}  # fmt: skip
FEW_DEFAULT, FEW_MOST = 8, 20
FEW: dict[str, tuple[dict[str, Any], str]] = {
    "limit": ({"type": "integer", "minimum": 1, "maximum": FEW_MOST}, f"最多几条，默认 {FEW_DEFAULT}"),
}
PARAMETERS = (*OWN, "since", "until", "fields", "limit", "cursor")


@router.get(
    "/search",
    summary="检索公开内容",
    response=described.SearchHits,
    openapi_extra=takes(*PARAMETERS, own=OWN, leads_to={"one_entry": "$response.body#/items/0/uuid"}),
)
def search(request: HttpRequest) -> HttpResponse:
    """Highlights are HTML in which only <mark> is markup. `total` is the least there are where `total_capped` says so."""
    values = parameters.only(request, *PARAMETERS)
    names = parameters.fields(values, entry.FIELDS)
    asked = _asked(values)
    found = asking.search(asked)
    hits = shown(found.hits, asked.query)
    shape = {
        "items": _items(request, hits, names),
        "next": _following(values, asked, found),
        "total": found.total,
        "total_capped": found.capped,
        "facets": _facets(found),
        "suggestions": [one.text for one in asking.suggest(asked.query)],
        "meant": found.meant or None,
        "notice": found.notice or None,
    }
    return searched(answered(shape))


@router.get(
    "/search/suggestions",
    summary="检索建议",
    response=described.Suggestions,
    openapi_extra=takes("q", "limit", own=OWN | FEW),
)
def suggestions(request: HttpRequest) -> HttpResponse:
    """Titles that go on from what was typed: Chinese, pinyin or initials."""
    values = parameters.only(request, "q", "limit")
    found = asking.suggest(_query(values), limit=parameters.limit(values, default=FEW_DEFAULT, most=FEW_MOST))
    items = [{"text": one.text, "uuid": str(one.entry)} for one in found]
    return searched(answered({"items": items, "next": None, "total": len(items)}))


def _query(values: dict[str, str]) -> str:
    query = values.get("q", "").strip()
    if len(query) > MAX_CHARACTERS:
        raise Problem("invalid-parameter", f"q 最多 {MAX_CHARACTERS} 个字", maximum=MAX_CHARACTERS)
    return query


def _asked(values: dict[str, str]) -> Asked:
    start, until = _place(values)
    order = parameters.one_of(values, "order", [one.value for one in Order])
    return Asked(
        query=_query(values),
        chosen={facet: _several(values, name) for name, facet in FACETS.items() if name in values},
        since=parameters.moment(values, "since"),
        until=until,
        whole_words=parameters.one_of(values, "words", [WHOLE]) == WHOLE,
        order=Order(order or Order.RELEVANCE),
        start=start,
        limit=parameters.limit(values),
    )


def _several(values: dict[str, str], name: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(value for value in values[name].split(",") if value))
    if not 0 < len(found) <= MOST_VALUES:
        raise Problem("invalid-parameter", f"{name} 是 1 到 {MOST_VALUES} 个值，用逗号隔开")
    return found


def _place(values: dict[str, str]) -> tuple[int, dt.datetime]:
    """Where a page begins, and the moment up to which entries count: that of the first page, so that what is published
    meanwhile moves nothing."""
    asked, now = parameters.moment(values, "until"), timezone.now()
    place = cursor.decode("search", values)
    if place is None:
        return 0, min(asked, now) if asked else now
    start, moment = place
    return start, dt.datetime.fromisoformat(moment)


def _following(values: dict[str, str], asked: Asked, found: Found) -> str | None:
    seen = asked.start + asked.limit
    if seen >= min(found.total, MOST_RANKED) or not found.hits or asked.until is None:
        return None
    return cursor.encode("search", values, seen, asked.until.isoformat())


def _items(request: HttpRequest, hits: list[Shown], names: set[str] | None) -> list[dict[str, Any]]:
    """Hits as entries of a list, in their order, with the words that were found. One query."""
    asked = Conditions()
    asked.add("e.uuid = ANY(%s)", [hit.entry.pk for hit in hits])
    rows = read(entry.columns(entry.SHORT if names is None else names), asked) if hits else []
    told = dict(zip((row["uuid"] for row in rows), entry.shown(request, rows, names), strict=True))
    return [told[hit.entry.pk] | {"highlight": _marked(hit)} for hit in hits if hit.entry.pk in told]


def _marked(hit: Shown) -> dict[str, str | None]:
    return {"title": hit.title, "text": hit.snippet, "attachment": hit.source or None}


def _facets(found: Found) -> dict[str, list[dict[str, Any]]]:
    names: dict[Facet, Any] = labelled(found.facets)
    return {
        name: [{"value": one.value, "label": one.label, "count": one.count} for one in names.get(facet, ())]
        for name, facet in FACETS.items()
    }
