"""Taking blocks out of a draft, and what is left in order."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from cms.demo.prose.page import EMPTY, Block


def take(blocks: list[Block], wanted: Callable[[str, Any], bool]) -> list[Any]:
    """Values of the blocks that are wanted. They leave the list, and so does a heading with nothing left below it."""
    found = [value for kind, value in blocks if wanted(kind, value)]
    left = [block for block in blocks if not wanted(*block)]
    blocks[:] = [
        block
        for n, block in enumerate(left)
        if block[0] != "heading" or (n + 1 < len(left) and left[n + 1][0] != "heading")
    ]
    return found


def table(caption: str) -> Callable[[str, Any], bool]:
    return lambda kind, value: kind == "table" and caption in value["caption"]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def part(value: Any) -> dict[str, Any]:
    """One of a list. Its id comes from what it says, so that a second load is the same."""
    return {"type": "item", "value": value, "id": str(uuid.uuid5(uuid.NAMESPACE_URL, repr(value)))}


def sum_table(value: dict[str, Any]) -> dict[str, Any]:
    """A table of the composer's as a table that adds up. Columns with a percentage stay words."""
    columns = list(zip(*value["rows"], strict=True))
    numeric = [
        yes and not any("%" in cell for cell in column)
        for yes, column in zip(value["numeric"], columns, strict=True)
    ]
    rows = [
        {"values": [_cell(cell, yes) for cell, yes in zip(row, numeric, strict=True)]}
        for row in value["rows"]
    ]
    headings = [
        {"type": "number" if yes else "text", "heading": heading}
        for heading, yes in zip(value["header"], numeric, strict=True)
    ]
    return {"columns": headings, "rows": rows, "caption": ""}


def _cell(cell: str, numeric: bool) -> Any:
    if not numeric:
        return cell
    return None if cell in EMPTY else str(Decimal(cell))
