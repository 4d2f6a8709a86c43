"""What the description of the API says of each query parameter. The endpoints refuse any other by name."""

from __future__ import annotations

from typing import Any

from cms.delivery.api.cursor import ORDERS
from cms.delivery.api.entry import FIELDS
from cms.delivery.api.parameters import MAX_LIMIT, MOST_ITEMS
from cms.delivery.api.problems import KINDS, PAGE
from cms.obligations.states import ObligationState
from cms.pages.details.forms import DetailsBlock
from cms.registry.vocabulary import UnitKind, UnitLevel

ENTRY_TYPES = ["article", *DetailsBlock().child_blocks]
TEXT = {"type": "string"}
ASKED = TEXT | {"pattern": r"^[^\u0000]*$"}
"""Text that PostgreSQL can be asked for."""
WHEN = {
    "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}],
    "examples": ["2026-03-05", "2026-03-05T08:00:00+08:00"],
}
DAY = {"type": "string", "format": "date", "examples": ["2026-03-05"]}
PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "unit": (ASKED | {"examples": ["chengguan"]}, "单位的站点标识"),
    "line": (ASKED | {"examples": ["L02"]}, "条线的编码或名称"),
    "kind": ({"type": "string", "enum": UnitKind.values}, "单位类别"),
    "level": ({"type": "string", "enum": UnitLevel.values}, "层级"),
    "superior": (ASKED | {"examples": ["chengguan"]}, "上级党组织的站点标识"),
    "state": (
        {"type": "string", "enum": ["active", "archived", "all"], "default": "active"},
        "运行的、已归档的，或全部",
    ),
    "q": (ASKED, "名称中包含的文字"),
    "item": (ASKED | {"examples": ["ZJ-09"]}, "目录事项的编码"),
    "type": (
        {"type": "string", "enum": ENTRY_TYPES},
        "内容类型：一般内容，或者按内容形式填写的一种",
    ),
    "since": (WHEN, "这一时刻起公开、有重要更新或撤下的（含）；撤下的带 withdrawn"),
    "until": (WHEN, "这一时刻前公开、有重要更新或撤下的（不含）"),
    "order": ({"type": "string", "enum": list(ORDERS), "default": "-public_at"}, "排序"),
    "fields": (
        {
            "type": "array",
            "minItems": 1,
            "items": {"enum": FIELDS},
            "examples": [["uuid", "title", "unit.slug"]],
        },
        "只要这些字段，用逗号隔开。html、text、fields、attachments、images、corrections 要点名才有",
    ),
    "year": ({"type": "integer"}, "今年或去年，默认今年"),
    "limit": ({"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}, "一页的条数"),
    "cursor": (ASKED, "上一页答复中的 next"),
}
CATALOG: dict[str, tuple[dict[str, Any], str]] = {
    "limit": ({"type": "integer", "minimum": 1, "maximum": MOST_ITEMS}, "一页的条数，默认 200"),
}
DUE: dict[str, tuple[dict[str, Any], str]] = {
    "state": (
        {"type": "string", "enum": [state.value for state in ObligationState]},
        "、".join(f"{state.value} {state.label}" for state in ObligationState),
    ),
    "since": (DAY, "应公开日期在这一天或以后的"),
    "until": (DAY, "应公开日期在这一天或以前的"),
}
"""What the same names mean where obligations are asked for."""
PROBLEM = {
    "type": "object",
    "title": "错误（RFC 9457）",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {
            "enum": [f"{PAGE}#{name}" for name in KINDS],
            "description": "哪一种错误；打开这个地址有说明",
        },
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT | {"description": "这一次错在哪里"},
        "instance": TEXT | {"description": "请求的路径"},
        "unknown": {"type": "array", "items": TEXT},
        "allowed": {"type": "array", "items": TEXT, "description": "可以写的参数名或值"},
        "maximum": {"type": "integer"},
        "withdrawn_at": {"type": "string", "format": "date-time"},
        "withdrawn": {"$ref": "#/components/schemas/Withdrawn"},
    },
}
HEADERS = {
    "ETag": {"description": "用 If-None-Match 再问时，没有变化答 304", "schema": TEXT, "required": True},
    "Cache-Control": {"description": "可以保存，每次使用前再问一次", "schema": TEXT, "required": True},
    "RateLimit": {"description": "还可以问多少次，多少秒后恢复；有限额时才有", "schema": TEXT},
    "Retry-After": {"description": "多少秒后再问", "schema": {"type": "integer"}, "required": True},
}


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _refusal(*kinds: str) -> dict[str, Any]:
    """The answer for problems of one status."""
    later = _headers("Retry-After") if KINDS[kinds[0]].status in (429, 503) else {}
    examples = {
        name: {
            "summary": KINDS[name].title,
            "value": {
                "type": f"{PAGE}#{name}",
                "title": KINDS[name].title,
                "status": KINDS[name].status,
                "detail": KINDS[name].advice,
                "instance": "/api/v1/entries",
            },
        }
        for name in kinds
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": "；".join(KINDS[name].title for name in kinds),
        "content": {"application/problem+json": {"schema": schema, "examples": examples}},
        **({"headers": later} if later else {}),
    }


MISTAKES = ("unknown-parameter", "repeated-parameter", "invalid-parameter", "bad-request")


def _links(leads_to: dict[str, str]) -> dict[str, Any]:
    """Operations that an answer leads to, each by a uuid at a place in it."""
    return {name: {"operationId": name, "parameters": {"uuid": place}} for name, place in leads_to.items()}


def takes(
    *names: str,
    missing: bool = False,
    own: dict[str, Any] | None = None,
    leads_to: dict[str, str] | None = None,
) -> dict[str, Any]:
    """`openapi_extra` of an endpoint that takes these parameters; `missing` when what it names may not be there.

    `own` says what a name means there, where it is not what it means elsewhere; `leads_to` which endpoints take a uuid
    from its answer, and where that stands.
    """
    known = PARAMETERS | (own or {})
    parameters = [
        {"name": name, "in": "query", "required": False, "description": text, **_schema(schema)}
        for name in names
        for schema, text in [known[name]]
    ]
    mistakes = (*MISTAKES, "invalid-cursor") if "cursor" in names else MISTAKES
    answers = {
        200: {
            "headers": _headers("ETag", "Cache-Control", "RateLimit"),
            "links": _links(leads_to or {}),
        },
        304: {"description": "没有变化", "headers": _headers("ETag", "Cache-Control")},
        400: _refusal(*mistakes),
        414: {"description": "地址太长；由服务器拒绝，没有错误文档"},
        429: _refusal("too-many-requests"),
        503: _refusal("unavailable"),
        500: _refusal("server-error"),
    }
    if missing:
        answers |= {404: _refusal("not-found"), 410: _refusal("withdrawn")}
    # The router replaces what it knows itself, so an endpoint with parameters in its path names none here.
    return {"responses": answers} | ({"parameters": parameters} if parameters else {})


def _schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Of a parameter: several values stand in one, with commas."""
    several = {"style": "form", "explode": False} if schema.get("type") == "array" else {}
    return {"schema": schema, **several}
