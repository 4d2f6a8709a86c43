"""What each kind of unit can say, as data: one file for a kind, over a base that any office can use."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from cms.demo.prose.district import communities

FOLDER = Path(__file__).parent
FILES = {
    "SCHOOL": "school",
    "HOSPITAL": "hospital",
    "SOE": "firm",
    "VILLAGE": "village",
    "COMMUNITY": "village",
    "TOWN": "street",
    "SUBDISTRICT": "street",
    "PARK": "street",
    "COMMITTEE": "committee",
}
WRITTEN_FOR = ("城关社区", "文昌社区", "新华社区")
"""The communities that street.toml names. Another street's own take their place."""


class Unknown(LookupError):
    """A recipe asked for a list that the facts of this kind of unit do not have."""


class Facts(dict[str, Any]):
    """Facts by name. Asking for one that is not there says so in its own way, apart from other mistakes."""

    def __missing__(self, name: str) -> Any:
        raise Unknown(name)


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _file_of(kind: str, name: str) -> str:
    """A department's file goes by its field; every other unit's by its kind."""
    return FILES.get(kind) or ("education" if "教体" in name or "教育局" in name else "base")


def _replaced(value: Any, words: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(inner, words) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, words) for inner in value]
    if isinstance(value, str):
        for old, new in words.items():
            value = value.replace(old, new)
    return value


@cache
def facts_of(kind: str, name: str) -> Facts:
    """The lists of a unit by name. Shared by every caller: not to be changed.

    `kind` is a UnitKind value; a kind without a file of its own speaks as an office does.
    """
    facts = _file("base") | _file(_file_of(kind, name))
    words = {"{here}": place_of(name)}
    if kind in ("TOWN", "SUBDISTRICT", "PARK"):
        own = communities(name) or ("第一网格", "第二网格", "第三网格")
        words |= {old: own[n % len(own)] for n, old in enumerate(WRITTEN_FOR)}
    return Facts(_replaced(facts, words))


def place_of(name: str) -> str:
    """A unit without its form of organisation: 柳河村党总支 → 柳河村."""
    for form in ("党组织", "党总支", "党支部", "党工委", "党委", "党组"):
        name = name.removesuffix(form)
    return name
