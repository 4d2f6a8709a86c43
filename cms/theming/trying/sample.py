"""What stands for objects of Wagtail's in the made-up data, and the data itself (sample.json)."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.html import format_html
from django.utils.safestring import SafeString

DATA = Path(__file__).with_name("sample.json")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Asking:
    """What templates want to know of a request."""

    path = "/"
    GET: dict[str, str] = {}

    def get_host(self) -> str:
        return "liuhe.example"

    def build_absolute_uri(self) -> str:
        return "https://liuhe.example/column/"


class Picture:
    """Stands for an image of Wagtail's."""

    def get_rendition(self, _filter: Any) -> Picture:
        return self

    def img_tag(self, extra: dict[str, Any]) -> SafeString:
        return format_html('<img src="data:," width="1200" height="675" alt="{}">', extra.get("alt", ""))


class Block:
    """Stands for a block of a page: draws itself with the templates of the engine that is being tried."""

    def __init__(self, engine: Engine, name: str, value: Any) -> None:
        self.engine, self.name, self.value = engine, name, value
        self.block_type = name.rpartition("/")[2]

    def render_as_block(self, context: dict[str, Any] | None = None) -> SafeString:
        template = self.engine.get_template(f"{self.name}.html")
        return template.render(Context({**(context or {}), "value": self.value}))


@cache
def data() -> dict[str, Any]:
    """The file. A date is written as one; `$picture` stands for an image."""
    return json.loads(DATA.read_text("utf-8"), object_pairs_hook=_read)


def _read(pairs: list[tuple[str, Any]]) -> Any:
    found = {name: _dated(value) for name, value in pairs}
    return Picture() if "$picture" in found else found


def _dated(value: Any) -> Any:
    return dt.date.fromisoformat(value) if isinstance(value, str) and DAY.fullmatch(value) else value


def blocks(engine: Engine, folder: str) -> list[Block]:
    """One block of every kind that there is a template for, below `blocks` or `details`."""
    return [Block(engine, f"{folder}/{kind}", value) for kind, value in values(engine, folder).items()]


def values(engine: Engine, folder: str) -> dict[str, Any]:
    """Kind of block → its value."""
    found = dict(data()[folder])
    if folder == "details":
        table = Block(engine, "blocks/table", data()["blocks"]["table"])
        found["finance"] = found["finance"] | {"tables": {"bound_blocks": [table]}}
    return found
