"""The words that documents use, as data: column headers, closed values, ticks, time limits."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from cms.registry.spreadsheet import plain

DATA = Path(__file__).parents[1] / "data"


@cache
def table(name: str) -> dict[str, Any]:
    """A data file of this room, by name without suffix. Not to be changed by who asks."""
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


def plain_set(words: list[str]) -> frozenset[str]:
    return frozenset(plain(word) for word in words)


@cache
def meanings(field: str) -> dict[str, tuple[str, bool]]:
    """Word → (value, whether it says so itself): the words of a closed list."""
    found: dict[str, tuple[str, bool]] = {}
    for value, words in table("words")[field].items():
        found |= {plain(word): (value, False) for word in words.get("taken", ())}
        found |= {plain(word): (value, True) for word in words["same"]}
    return found
