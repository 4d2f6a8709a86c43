"""Drafts as stream data: from the composer's plain blocks to what a StreamField stores."""

from __future__ import annotations

import uuid
from typing import Any


def _id(seed: str, number: int) -> str:
    """Stable block ids, so that a second load of the same draft has the same hash."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{seed}/{number}"))


def _table(value: dict) -> dict:
    columns = [
        {"type": "number" if numeric else "text", "heading": heading}
        for heading, numeric in zip(value["header"], value["numeric"], strict=True)
    ]
    rows = [{"values": [str(cell) for cell in row]} for row in value["rows"]]
    return {
        "caption": value["caption"],
        "unit": value.get("unit", ""),
        "table": {"columns": columns, "rows": rows, "caption": ""},
    }


def _list(seed: str, values: list[dict]) -> list[dict]:
    return [{"type": "item", "value": value, "id": _id(seed, n)} for n, value in enumerate(values)]


def raw(blocks: list[tuple[str, Any]], *, seed: str) -> list[dict]:
    """The stored form of the composer's blocks."""
    made = []
    for number, (kind, value) in enumerate(blocks):
        if kind == "heading":
            value = {"text": value}
        elif kind == "table":
            value = _table(value)
        elif kind in ("key_figures", "timeline", "attachments"):
            value = _list(f"{seed}/{number}", value)
        made.append({"type": kind, "value": value, "id": _id(seed, number)})
    return made
