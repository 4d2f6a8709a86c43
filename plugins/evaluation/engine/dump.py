"""A period as a file that anyone can score again: JSON Lines, described in dump.md."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from plugins.evaluation.engine.dossier import Head
from plugins.evaluation.engine.evidence import Invalid, Row
from plugins.evaluation.engine.exact import canonical
from plugins.evaluation.engine.reading import read, written
from plugins.evaluation.engine.scheme import Scheme

FORMAT = 1


def head_of(*, district: str, key: str, since: str, until: str, as_of: str, scheme: Scheme) -> dict[str, Any]:
    """The first line. Days are written "2026-12-31"; `key` names the period."""
    head = {
        "format": FORMAT,
        "kind": "head",
        "district": district,
        "period": {"key": key, "from": since, "until": until},
        "as_of": as_of,
        "scheme": scheme.data,
    }
    Head.of(head)
    return head


def write(head: dict[str, Any], rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a dump, without their ends: the same evidence gives the same lines, in whatever order it came."""
    yield canonical(head)
    yield from written(rows)


def load(lines: Iterable[str]) -> tuple[dict[str, Any], Scheme, list[Row]]:
    """Head, scheme and rows. Invalid with every problem, named by its line."""
    head, scheme, units = load_units(lines)
    return head, scheme, [row for unit in units for row in unit.rows()]


@dataclass(frozen=True)
class Unit:
    """The lines of one unit, each with its place among the rows: a quarter of the memory that the rows would take."""

    slug: str
    lines: list[tuple[int, str]]

    def rows(self) -> list[Row]:
        """Each once, in the order of their names. Invalid with every problem."""
        return read([json.loads(line) for _place, line in self.lines], [place for place, _line in self.lines])


def load_units(lines: Iterable[str]) -> tuple[dict[str, Any], Scheme, list[Unit]]:
    """Head, scheme, and the units in the order of their slugs, their rows not yet read. Invalid with every problem so far.

    Rows may stand in any order. Those that name no unit are one by itself, which cannot be read.
    """
    problems: list[str] = []
    parsed = _parsed(lines, problems)
    first = next(parsed, None)
    units: dict[str, list[tuple[int, str]]] = {}
    for place, (row, line) in enumerate(parsed, 1):
        slug = row.get("unit") if isinstance(row, dict) else None
        units.setdefault(slug if isinstance(slug, str) else "", []).append((place, line))
    if problems:
        raise Invalid(problems)
    head, scheme = _head(first[0] if first else None)
    return head, scheme, [Unit(slug, units[slug]) for slug in sorted(units)]


def _head(head: Any) -> tuple[dict[str, Any], Scheme]:
    if not isinstance(head, dict) or head.get("kind") != "head":
        raise Invalid(["line 1 is not a head"])
    if head.get("format") != FORMAT:
        raise Invalid([f"format {head.get('format')!r} is unknown: this reads {FORMAT}"])
    Head.of(head)
    return head, Scheme.read(head.get("scheme"))


def _parsed(lines: Iterable[str], problems: list[str]) -> Iterator[tuple[Any, str]]:
    for place, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield json.loads(line), line
            except ValueError as wrong:
                problems.append(f"line {place} is not JSON: {wrong}")
