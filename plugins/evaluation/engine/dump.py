"""A period as a file that anyone can score again: JSON Lines, described in dump.md."""

import json
from collections.abc import Iterable, Iterator
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
    problems: list[str] = []
    parsed = list(_parsed(lines, problems))
    if problems:
        raise Invalid(problems)
    if not parsed or not isinstance(parsed[0], dict) or parsed[0].get("kind") != "head":
        raise Invalid(["line 1 is not a head"])
    head = parsed[0]
    if head.get("format") != FORMAT:
        raise Invalid([f"format {head.get('format')!r} is unknown: this reads {FORMAT}"])
    Head.of(head)
    return head, Scheme.read(head.get("scheme")), read(parsed[1:])


def _parsed(lines: Iterable[str], problems: list[str]) -> Iterator[Any]:
    for place, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as wrong:
                problems.append(f"line {place} is not JSON: {wrong}")
