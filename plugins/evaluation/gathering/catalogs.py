"""What was filed and when, and which items the registered catalogs had from when until when."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from cms.extension import FiledItem, Filing, FilingStep, filing_rules, held_blocks, yearly_due
from plugins.evaluation.gathering.asked import Asked, Row, day, said

IN_FORCE = ("REGISTERED", "SUPERSEDED")
FIRST_DAYS = "first_days"
FIELDS = (
    "schema_name", "filing_id", "code", "section", "title", "content", "basis", "scope", "timing", "frequency",
    "responsible", "form", "approval_level",
)  # fmt: skip


def filings(asked: Asked) -> Iterator[tuple[str, Row]]:
    """Every version that came, and what was owed and did not come. The yearly confirmation counts as one."""
    returned, confirmed = _steps(asked)
    of_unit: dict[str, list[Any]] = defaultdict(list)
    for one in asked.rows(Filing).filter(filed_on__lte=asked.last).order_by("schema_name", "number"):
        of_unit[one.schema_name].append(one)
    known = filing_rules()
    for schema, unit in asked.units.items():
        due = _due(of_unit[schema], unit, known, asked)
        first = True
        for one in of_unit[schema]:
            in_period = asked.since <= one.filed_on
            yield (
                schema,
                {
                    "kind": "filing",
                    "number": one.number,
                    "due_on": said(due) if in_period and first else None,
                    "filed_on": said(one.filed_on),
                    "returned": returned[one.pk],
                    "registered_on": said(one.registered_on),
                },
            )
            first = first and not in_period
        if first and due and due <= asked.last:
            yield schema, _owed(of_unit[schema], due, confirmed.get(schema))


def _owed(found: list[Any], due: dt.date, confirmed: dt.date | None) -> Row:
    """A year in which no version came: the confirmation that stands for it, or nothing."""
    number = max((one.number for one in found), default=0) + 1
    word = said(confirmed)
    return {
        "kind": "filing", "number": number, "due_on": said(due), "filed_on": word, "returned": 0, "registered_on": word,
    }  # fmt: skip


def _steps(asked: Asked) -> tuple[dict[Any, int], dict[str, dt.date]]:
    """How often each filing was sent back, and the first confirmation of the period by schema. One query."""
    returned: dict[Any, int] = defaultdict(int)
    confirmed: dict[str, dt.date] = {}
    rows = asked.rows(FilingStep).filter(kind__in=("return", "confirm"), on__lte=asked.last).order_by("on")
    for schema, filing, kind, on in rows.values_list("schema_name", "filing_id", "kind", "on"):
        if kind == "return":
            returned[filing] += 1
        elif on >= asked.since:
            confirmed.setdefault(schema, on)
    return returned, confirmed


def _due(found: list[Any], unit: Any, known: Any, asked: Asked) -> dt.date | None:
    """The day by which the register wants a word in the period: the first catalog, or the yearly one."""
    before = any(one.registered_on and one.registered_on < asked.since for one in found)
    joined = day(unit.tenant.created_at)
    if not before and joined and joined >= asked.since:
        return joined + dt.timedelta(days=int(known[FIRST_DAYS].value))
    return yearly_due(known, asked.since.year)


def items(asked: Asked) -> Iterator[tuple[str, Row]]:
    """An item for each stretch in which it stood without a gap and said the same of form, timing and scope."""
    force = _in_force(asked)
    stretches: dict[tuple[str, str], list[tuple[dt.date, dt.date | None, Row]]] = defaultdict(list)
    rows = asked.rows(FiledItem).filter(filing__in=list(force)).values_list(*FIELDS)
    for values in rows:
        said_of = dict(zip(FIELDS, values, strict=True))
        key = (said_of["schema_name"], said_of["code"])
        stretches[key].append((*force[said_of["filing_id"]], said_of))
    for (schema, _code), found in sorted(stretches.items(), key=lambda pair: pair[0]):
        for since, until, one in _joined(sorted(found, key=lambda stretch: stretch[0])):
            yield schema, _item(one, since, until, asked.units[schema].kind)


def _in_force(asked: Asked) -> dict[Any, tuple[dt.date, dt.date | None]]:
    """Filing → the days between which it was the registered catalog. One query."""
    by_unit: dict[str, list[tuple[Any, dt.date]]] = defaultdict(list)
    rows = asked.rows(Filing).filter(state__in=IN_FORCE, registered_on__lte=asked.last)
    for schema, key, on in rows.order_by("registered_on", "number").values_list(
        "schema_name", "pk", "registered_on"
    ):
        by_unit[schema].append((key, on))
    force: dict[Any, tuple[dt.date, dt.date | None]] = {}
    for found in by_unit.values():
        ends = [*(since for _key, since in found[1:]), None]
        force |= {key: (since, until) for (key, since), until in zip(found, ends, strict=True)}
    return force


SAME = ("scope", "timing", "frequency", "form", "approval_level", "section", "title", "content")


def _joined(
    found: list[tuple[dt.date, dt.date | None, Row]],
) -> Iterator[tuple[dt.date, dt.date | None, Row]]:
    """Versions one after the other in which the item is the same are one stretch."""
    kept: tuple[dt.date, dt.date | None, Row] | None = None
    for since, until, one in found:
        if kept and kept[1] == since and all(kept[2][name] == one[name] for name in SAME):
            kept = (kept[0], until, one)
            continue
        if kept:
            yield kept
        kept = (since, until, one)
    if kept:
        yield kept


def _item(one: Row, since: dt.date, until: dt.date | None, kind: str) -> Row:
    text = f"{one['section']} {one['title']} {one['content']}"
    return {
        "kind": "item",
        "code": one["code"],
        "form": one["form"],
        "timing": one["timing"],
        "scope": one["scope"],
        "level": one["approval_level"],
        "block": " ".join(held_blocks(text, kind)) or None,
        "since": said(since),
        "until": said(until),
        "filled": {
            "basis": bool(one["basis"]),
            "scope": bool(one["scope"]),
            "timing": bool(one["timing"]),
            "owner": bool(one["responsible"]),
        },
    }
