"""What the description of the API says of each query parameter. The endpoints refuse any other by name."""

from __future__ import annotations

from typing import Any

from cms.delivery.api.cursor import ORDERS
from cms.obligations.states import ObligationState
from cms.pages.details.forms import DetailsBlock
from cms.pages.details.reading import schemas

TEXT = {"type": "string"}
WHEN = {"type": "string", "examples": ["2026-03-05", "2026-03-05T08:00:00+08:00"]}
DAY = {"type": "string", "format": "date", "examples": ["2026-03-05"]}
PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "unit": (TEXT | {"examples": ["chengguan"]}, "单位的站点标识"),
    "line": (TEXT | {"examples": ["L02"]}, "条线的编码或名称"),
    "kind": (TEXT | {"examples": ["VILLAGE"]}, "单位类别"),
    "level": (TEXT | {"examples": ["TOWNSHIP"]}, "层级"),
    "superior": (TEXT | {"examples": ["chengguan"]}, "上级党组织的站点标识"),
    "state": (
        {"type": "string", "enum": ["active", "archived", "all"], "default": "active"},
        "运行的、已归档的，或全部",
    ),
    "q": (TEXT, "名称中包含的文字"),
    "item": (TEXT | {"examples": ["ZJ-09"]}, "目录事项的编码"),
    "type": (
        {"type": "string", "enum": ["article", *DetailsBlock().child_blocks]},
        "内容类型：一般内容，或者按内容形式填写的一种",
    ),
    "since": (WHEN, "这一时刻起公开、有重要更新或撤下的（含）；撤下的带 withdrawn"),
    "until": (WHEN, "这一时刻前公开、有重要更新或撤下的（不含）"),
    "order": ({"type": "string", "enum": list(ORDERS), "default": "-public_at"}, "排序"),
    "fields": (TEXT | {"examples": ["uuid,title,url"]}, "只要这些字段，用逗号隔开"),
    "year": ({"type": "integer", "examples": [2026]}, "今年或去年，默认今年"),
    "limit": ({"type": "integer", "minimum": 1}, "一页的条数"),
    "cursor": (TEXT, "上一页答复中的 next"),
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
    "required": ["type", "title", "status"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "instance": TEXT,
    },
}


FULL_ENTRY = {
    "type": "object",
    "description": "一条公开内容",
    "properties": {
        "type": TEXT | {"description": "article，或者按内容形式填写的那一种，与 fields.details.type 相同"},
        "fields": {
            "type": "object",
            "properties": {
                "document": {"type": "object", "description": "文号、成文日期、有效性"},
                "details": {
                    "oneOf": schemas(DetailsBlock()),
                    "description": "按内容形式填写的内容；一般内容没有这一项。金额等小数写成文字，不失精度",
                },
            },
        },
    },
}
"""What is told of the answer for one entry: its typed fields."""


def _refusal(text: str) -> dict[str, Any]:
    return {"description": text, "content": {"application/problem+json": {"schema": PROBLEM}}}


def takes(
    *names: str,
    missing: bool = False,
    own: dict[str, Any] | None = None,
    answer: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """`openapi_extra` of an endpoint that takes these parameters; `missing` when what it names may not be there.

    `own` says what a name means there, where it is not what it means elsewhere; `answer` what it answers.
    """
    known = PARAMETERS | (own or {})
    parameters = [
        {"name": name, "in": "query", "required": False, "schema": schema, "description": text}
        for name in names
        for schema, text in [known[name]]
    ]
    refusals = {"400": _refusal("参数有误，title 和 detail 指明是哪一个")}
    if missing:
        refusals |= {"404": _refusal("没有这条内容"), "410": _refusal("这条内容已撤回")}
    if answer:
        told = {"application/json": {"schema": answer}}
        refusals["200"] = {"description": answer["description"], "content": told}
    # The router replaces what it knows itself, so an endpoint with parameters in its path names none here.
    return {"responses": refusals} | ({"parameters": parameters} if parameters else {})
