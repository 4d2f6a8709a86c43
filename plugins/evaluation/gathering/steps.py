"""The steps that each public version went through. Who took them becomes a number within the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from cms.extension import EntryVersion, StepRecord
from plugins.evaluation.gathering.asked import Asked, Row, told

RISK, PROPOSE = "RISK", "PROPOSE"


def steps(asked: Asked) -> Iterator[tuple[str, Row]]:
    """Steps about versions that became public in the period; those of plans that never did are nobody's affair."""
    published = _published(asked)
    people: dict[Any, dict[Any, int]] = defaultdict(dict)
    seen: set[tuple[Any, ...]] = set()
    rows = asked.inside(StepRecord).filter(plan__in=[plan for _schema, plan in published])
    names = ("schema_name", "plan", "step", "outcome", "at", "by", "by_name", "content_hash", "detail")
    for schema, plan, step, outcome, at, by, by_name, content, detail in rows.order_by(
        "at", "uuid"
    ).values_list(*names):
        entry, number, hashed = published[schema, plan]
        person = people[plan].setdefault(by or by_name, len(people[plan]) + 1)
        kinds = (step, RISK) if step == PROPOSE and (detail or {}).get("risk") else (step,)
        for kind in kinds:
            row = {
                "kind": "step",
                "entry": str(entry),
                "version": number,
                "step": kind,
                "outcome": outcome,
                "on": told(at),
                "person": person,
                "matches": content == hashed,
            }
            if (key := tuple(row.values())) not in seen:
                seen.add(key)
                yield schema, row


def _published(asked: Asked) -> dict[tuple[str, Any], tuple[Any, int, str]]:
    """(schema, plan) → entry, number of the version and its hash. One query."""
    rows = (
        asked.rows(EntryVersion)
        .filter(at__date__gte=asked.since, at__date__lte=asked.last)
        .exclude(plan=None)
    )
    names = ("schema_name", "plan", "entry_id", "number", "content_hash")
    return {
        (schema, plan): (entry, number, content)
        for schema, plan, entry, number, content in rows.values_list(*names)
    }
