"""`/api/v1/search`: entries by words, with what they are hit by, what narrows them and what else could be asked."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from cms.delivery.addresses import origins
from cms.delivery.api import cursor, parameters, shapes
from cms.delivery.api.description import TEXT, takes
from cms.delivery.api.problems import Problem
from cms.delivery.searching.parameters import FACETS, WHOLE
from cms.search import asking
from cms.search.contract import MOST_RANKED, Asked, Facet, Found, Order
from cms.search.labels import labelled
from cms.search.showing import Shown, shown
from cms.search.zhtext import MAX_CHARACTERS

router = Router(tags=["检索"])
BEGIN_AGAIN = "请从第一页重新开始，不带 cursor 参数。"
MOST_VALUES = 20
LIST = "，多个用逗号隔开"
OWN: dict[str, tuple[dict[str, Any], str]] = {
    "q": (TEXT | {"maxLength": MAX_CHARACTERS, "examples": ["民生实事"]}, "要找的词，空格隔开的都要有；不写则列出全部公开内容"),
    "unit": (TEXT | {"examples": ["chengguan"]}, f"单位的站点标识{LIST}"),
    "line": (TEXT | {"examples": ["L02"]}, f"条线的编码{LIST}"),
    "item": (TEXT | {"examples": ["ZJ-09"]}, f"目录事项的编码{LIST}"),
    "type": (TEXT | {"examples": ["article"]}, f"内容类型{LIST}"),
    "year": (TEXT | {"examples": ["2026"]}, f"公开的年份{LIST}"),
    "words": ({"type": "string", "enum": [WHOLE]}, "whole：只找完整的词"),
    "order": (
        {"type": "string", "enum": [one.value for one in Order], "default": Order.RELEVANCE.value},
        "排序：相关、最新、最早",
    ),
}  # fmt: skip
PARAMETERS = (*OWN, "since", "until", "fields", "limit", "cursor")


@router.get("/search", summary="检索公开内容", openapi_extra=takes(*PARAMETERS, own=OWN))
def search(request: HttpRequest):
    """Highlights are HTML in which only <mark> is markup. `total` is the least there are where `total_capped` says so."""
    values = parameters.only(request, *PARAMETERS)
    fields = parameters.fields(values, shapes.ENTRY_FIELDS)
    asked = _asked(values)
    found = asking.search(asked)
    hits = shown(found.hits, asked.query)
    bases = origins(request, [hit.entry.unit.tenant_id for hit in hits])
    return {
        "items": [_hit(hit, bases.get(hit.entry.unit.tenant_id, ""), fields) for hit in hits],
        "next": _following(values, asked, found),
        "total": found.total,
        "total_capped": found.capped,
        "facets": _facets(found),
        "suggestions": [one.text for one in asking.suggest(asked.query)],
        "meant": found.meant or None,
        "notice": found.notice or None,
    }


@router.get("/search/suggestions", summary="检索建议", openapi_extra=takes("q", "limit", own=OWN))
def suggestions(request: HttpRequest):
    """Titles that go on from what was typed: Chinese, pinyin or initials."""
    values = parameters.only(request, "q", "limit")
    found = asking.suggest(_query(values), limit=parameters.limit(values, default=8, most=20))
    items = [{"text": one.text, "uuid": str(one.entry)} for one in found]
    return {"items": items, "next": None, "total": len(items)}


def _query(values: dict[str, str]) -> str:
    query = values.get("q", "").strip()
    if len(query) > MAX_CHARACTERS:
        raise Problem(400, "q 太长", f"最多 {MAX_CHARACTERS} 个字。")
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
        raise Problem(400, f"{name} 不对", f"1 到 {MOST_VALUES} 个值，用逗号隔开。")
    return found


def _place(values: dict[str, str]) -> tuple[int, dt.datetime]:
    """Where a page begins, and the moment up to which entries count: that of the first page, so that what is published
    meanwhile moves nothing."""
    asked, now = parameters.moment(values, "until"), timezone.now()
    if not values.get("cursor"):
        return 0, min(asked, now) if asked else now
    try:
        made_for, start, moment = cursor.decode(values["cursor"], "search")
        until = dt.datetime.fromisoformat(moment)
        is_ours = made_for == _question(values) and type(start) is int and 0 < start < MOST_RANKED
    except (ValueError, TypeError) as error:
        raise Problem(400, "游标无效", BEGIN_AGAIN) from error
    if not is_ours or until.tzinfo is None:
        raise Problem(400, "游标无效", "游标与检索条件不一致。" + BEGIN_AGAIN)
    return start, min(until, asked) if asked else until


def _question(values: dict[str, str]) -> str:
    """What a cursor is for: it goes on with the same question alone."""
    said = {name: value for name, value in values.items() if name not in ("cursor", "limit", "fields")}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def _following(values: dict[str, str], asked: Asked, found: Found) -> str | None:
    seen = asked.start + asked.limit
    if seen >= min(found.total, MOST_RANKED) or not found.hits or asked.until is None:
        return None
    return cursor.encode("search", _question(values), seen, asked.until.isoformat())


def _hit(hit: Shown, base: str, fields: set[str] | None) -> dict[str, Any]:
    marked = {"title": hit.title, "text": hit.snippet, "attachment": hit.source or None}
    return parameters.sparse(shapes.entry(hit.entry, base), fields) | {"highlight": marked}


def _facets(found: Found) -> dict[str, list[dict[str, Any]]]:
    names: dict[Facet, Any] = labelled(found.facets)
    return {
        name: [{"value": one.value, "label": one.label, "count": one.count} for one in names.get(facet, ())]
        for name, facet in FACETS.items()
    }
