"""形式审查清单: what is looked at before a catalog is registered, as data, and what the answers have to be.

备案 is a receipt and a formal check. Nothing on the list asks whether something may be published: that is decided
item by item in the unit, by the procedure.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cms.filing.rules import DATA


@dataclass(frozen=True)
class CheckItem:
    """One line of the list. Without `findings` it is for a person to look at."""

    code: str
    text: str
    basis: str
    findings: tuple[str, ...] = ()

    @property
    def by_hand(self) -> bool:
        return not self.findings


@dataclass
class Line:
    """One line with what the machine found, and what somebody answered."""

    item: CheckItem
    found: list[Any]
    ok: bool | None = None
    note: str = ""


@cache
def checklist() -> tuple[CheckItem, ...]:
    with (DATA / "checklist.toml").open("rb") as file:
        rows = tomllib.load(file)["item"]
    return tuple(CheckItem(**row | {"findings": tuple(row.get("findings", ()))}) for row in rows)


def lines(findings: Iterable[Any], *, answers: Iterable[Mapping[str, Any]] = ()) -> list[Line]:
    """The list with automatic findings sorted in, and earlier answers ({code, ok, note}) filled in."""
    found = list(findings)
    known = {row["code"]: row for row in answers}
    return [
        Line(
            item,
            [one for one in found if one.code in item.findings],
            known.get(item.code, {}).get("ok"),
            known.get(item.code, {}).get("note", ""),
        )
        for item in checklist()
    ]


def answered(ticked: Iterable[str]) -> list[dict[str, Any]]:
    """The answers as they are kept with a step: every line of the list, ticked or not."""
    chosen = set(ticked)
    return [{"code": item.code, "text": item.text, "ok": item.code in chosen} for item in checklist()]


def open_lines(answers: Iterable[Mapping[str, Any]]) -> list[str]:
    """The lines that were not ticked, in words."""
    return [row["text"] for row in answers if not row["ok"]]
