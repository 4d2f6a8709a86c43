"""Details as an editor fills them in: one of each, in order, to be spoilt by a test."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from cms.pages.details.forms import DetailsBlock

TODAY = timezone.localdate()


def before(days: int) -> str:
    return (TODAY - dt.timedelta(days=days)).isoformat()


def part(value: Any) -> dict[str, Any]:
    return {"type": "item", "value": value, "id": "a"}


def step(name: str, days: int | None, *people: int) -> dict[str, Any]:
    """`people` are due, present, for, against, abstain."""
    keys = ("due", "present", "for_votes", "against", "abstain")
    said = dict(zip(keys, people, strict=False))
    return part({"step": name, "on": None if days is None else before(days), "text": "", **said})


def table(*rows: tuple) -> dict[str, Any]:
    kinds = [("text", "项目"), ("number", "金额"), ("rate", "占比")]
    return {
        "columns": [{"type": kind, "heading": heading} for kind, heading in kinds],
        "rows": [{"values": list(row)} for row in rows],
        "caption": "",
    }


def finance(*rows: tuple, unit: str = "万元") -> dict[str, Any]:
    return {"tables": [part({"caption": "收支", "unit": unit, "table": table(*rows)})], "source": "账簿"}


def notice(**more) -> dict[str, Any]:
    return {"start": "2026-02-11", "length": 5, "counted": "WORKDAYS", "contact": "组织科", **more}


def decision(*steps: dict) -> dict[str, Any]:
    usual = [
        step("PROPOSE", 40, 6, 5, 5, 0, 0),
        step("CONSULT", 35, 9, 9, 9, 0, 0),
        step("DELIBERATE", 30, 59, 57, 54, 2, 1),
        step("RESOLVE", 20, 48, 45, 30, 5, 5),
        step("ANNOUNCE", 19),
        step("REPORT", None),
    ]
    return {"matter": "鱼塘承包", "steps": list(steps) or usual, "outcome": "公开竞价"}


def progress(**more) -> dict[str, Any]:
    stages = [
        part({"title": "立项", "state": "done", "planned": before(60), "actual": before(50), "text": ""}),
        part({"title": "施工", "state": "doing", "planned": None, "actual": None, "text": "铺了一半"}),
    ]
    base = {"project": "村道硬化", "as_of": before(1), "percent": 58, "budget": "61.79", "spent": "28.42"}
    return base | {"stages": stages, "pictures": [], "files": []} | more


def person(name: str, **more) -> dict[str, Any]:
    return part({"name": name, "masked": False, "unit": "", "post": "主任", "note": "", **more})


def personnel(*people: dict, kind: str = "POSTS") -> dict[str, Any]:
    return {"caption": "名单", "kind": kind, "people": list(people), "decided_by": "党员大会"}


def profile(**more) -> dict[str, Any]:
    leader = part({"name": "张三", "post": "书记", "work": "主持全面工作"})
    return {"duties": [part("服务群众")], "leaders": [leader], "confirmed_on": before(3), **more}


def feature(**more) -> dict[str, Any]:
    section = {"heading": "从一块公示栏说起", "text": "<p>村口的故事</p>", "pictures": [], "quote": "看得懂"}
    return {"standfirst": "导语一句", "byline": "通讯员", "lead": [], "sections": [part(section)], **more}


BLOCKS = DetailsBlock(required=False)


def clean(kind: str, value: dict[str, Any]):
    """The value as it would be saved."""
    return BLOCKS.clean(BLOCKS.to_python([{"type": kind, "value": value, "id": "d"}]))[0].value


def told(error: ValidationError, at: str = "") -> list[tuple[str, str]]:
    """(field, sentence) of everything that is wrong, however deep."""
    inner = getattr(error, "block_errors", None) or getattr(error, "cell_errors", None)
    if inner:
        pairs = inner.items() if isinstance(inner, dict) else enumerate(inner)
        found = []
        for name, one in pairs:
            for each in [one] if isinstance(one, ValidationError) else one or ():
                found += told(each, name if isinstance(name, str) else at)
        return found
    return [(at, message) for message in error.messages]


def wrong(kind: str, value: dict[str, Any]) -> list[tuple[str, str]]:
    try:
        clean(kind, value)
    except ValidationError as error:
        return told(error)
    return []
