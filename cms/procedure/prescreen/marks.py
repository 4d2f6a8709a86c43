"""Marks that say a document is not for the public, as they stand on documents; not the words in running text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from cms.procedure.prescreen.finding import Finding, Kind, Level

DATA = Path(__file__).parents[1] / "data" / "marks.toml"


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    rules = tomllib.loads(DATA.read_text("utf-8"))["marks"]
    return tuple((re.compile(rule["pattern"], re.MULTILINE), rule) for rule in rules)


def marks(text: str) -> Iterator[Finding]:
    """By the rules in data/marks.toml; what an exception of a rule fits is none."""
    for pattern, rule in _patterns():
        for found in pattern.finditer(text):
            start, end = found.span("mark")
            around = text[max(0, start - 8) : end + 8]
            if not any(word in around for word in rule.get("unless", ())):
                yield Finding(
                    Kind(rule["kind"]), Level(rule["level"]), start, end, text[start:end], rule["why"]
                )
