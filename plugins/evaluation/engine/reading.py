"""Reads evidence: what is wrong with it is told all at once; what comes twice counts once."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import count
from operator import itemgetter
from typing import Any

from plugins.evaluation.engine.evidence import FILLED, KINDS, Field, Invalid, Row
from plugins.evaluation.engine.exact import canonical, number

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WORD = re.compile(r"\S{1,200}")
_WORDS = re.compile(r"\S+( \S+)*")


def key_of(row: Row) -> str:
    """The stable name of a row: `duty:unit/item/period`. Two rows with one name are about the same thing."""
    about = [str(row["unit"]), *(_told(row.get(name)) for name in KINDS[row["kind"]].identity)]
    return f"{row['kind']}:{'/'.join(about)}"


def _told(value: Any) -> str:
    return "" if value is None else str(value).replace("%", "%25").replace("/", "%2F")


def read(rows: Iterable[Any], places: Iterable[int] | None = None) -> list[Row]:
    """The rows, each once, in the order of their names, with empty fields filled in. Invalid with every problem.

    `places`: what problems call them by; without, they are counted.
    """
    problems: list[str] = []
    kept: dict[str, Row] = {}
    for place, row in zip(places or count(1), rows, strict=False):
        found = list(problems_of(row))
        problems += [f"row {place}: {each}" for each in found]
        if not found:
            whole = completed(row)
            if kept.setdefault(key_of(whole), whole) != whole:
                problems.append(f"row {place}: {key_of(whole)} was told otherwise before")
    units = {row["unit"] for row in kept.values() if row["kind"] == "unit"}
    problems += [
        f"{each}: no row of kind unit" for each in sorted({row["unit"] for row in kept.values()} - units)
    ]
    if problems:
        raise Invalid(problems)
    return [kept[key] for key in sorted(kept)]


def completed(row: Row) -> Row:
    """The row with every field of its kind."""
    return {"kind": row["kind"], "unit": row["unit"]} | {
        name: row.get(name) for name in KINDS[row["kind"]].fields
    }


def problems_of(row: Any) -> Iterator[str]:
    """What is wrong with one row, in sentences."""
    if not isinstance(row, dict):
        yield "it is not an object"
        return
    kind = KINDS.get(row["kind"]) if isinstance(row.get("kind"), str) else None
    if kind is None:
        yield f"kind {row.get('kind')!r} is none of {', '.join(KINDS)}"
        return
    if not _is_word(row.get("unit")):
        yield f"unit {row.get('unit')!r} is not a slug"
    for name in sorted(set(row) - {"kind", "unit", *kind.fields}, key=str):
        yield f"{row['kind']} has no field {name!r}"
    for name, field in kind.fields.items():
        if wrong := _wrong(row.get(name), field):
            yield f"{row['kind']}.{name} {row.get(name)!r} {wrong}"


def _wrong(value: Any, field: Field) -> str:
    if value is None:
        return "" if field.empty else "is missing"
    if not _TYPES[field.type](value):
        return f"is not a {field.type}"
    return "" if not field.choices or value in field.choices else f"is none of {', '.join(field.choices)}"


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(_WORD.fullmatch(value))


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and bool(_WORDS.fullmatch(value))


def _is_day(value: Any) -> bool:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, str) and number(value) >= 0
    except ValueError:
        return False


def _is_filled(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == set(FILLED) and all(map(_is_flag, value.values()))


_TYPES = {
    "word": _is_word,
    "words": _is_words,
    "day": _is_day,
    "flag": _is_flag,
    "count": _is_count,
    "number": _is_number,
    "filled": _is_filled,
}


def written(rows: Iterable[Row]) -> list[str]:
    """The rows as lines, each canonical: unit after unit, each one's in the order of their names."""
    ordered = sorted(((row["unit"], key_of(row), row) for row in rows), key=itemgetter(0, 1))
    return [canonical(completed(row)) for _unit, _key, row in ordered]
