"""The steps of the procedure as they stand on a public page: in which role, on what day, and what is still missing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from cms.procedure.ledger.models import StepRecord
from cms.procedure.steps import Outcome, StepKind
from tenants.context import current_schema

LEFT_OUT = (StepKind.SECRECY, StepKind.MERIT, StepKind.APPROVE)
"""What an emergency leaves out at first."""


def records_of(plan: uuid.UUID | None) -> list[StepRecord]:
    """What was passed of a plan of the bound unit, oldest first. One query."""
    if plan is None:
        return []
    rows = StepRecord.objects.filter(schema_name=current_schema(), plan=plan, outcome=Outcome.PASSED)
    return list(rows.order_by("at", "uuid"))


def is_emergency(steps: Iterable[dict[str, Any]]) -> bool:
    return any(row["step"] == StepKind.CONFIRM for row in steps)


def for_card(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows {label, role, on, done, note}. Of a step that was taken again, the last time; then what is missing."""
    last = {row["step"]: row for row in steps}
    rows = [row | {"done": True, "note": _note(row)} for row in last.values()]
    if is_emergency(steps):
        rows += [
            {
                "step": step,
                "label": str(StepKind(step).label),
                "role": "",
                "on": "",
                "done": False,
                "note": _("待补"),
            }
            for step in LEFT_OUT
            if step not in last
        ]
    return rows


def _note(row: dict[str, Any]) -> str:
    """In which way a step differs from the rule."""
    said = []
    if row.get("meeting"):
        said.append(_("%(meeting)s %(day)s 研究") % {"meeting": row["meeting"], "day": row.get("met_on", "")})
    if row.get("exception"):
        said.append(_("一人兼任，经区委办批准"))
    if row.get("deputy"):
        said.append(_("受委托办理"))
    return "，".join(said)


def people_of(records: Iterable[StepRecord]) -> list[uuid.UUID]:
    """Identities of those who proposed and decided, each once."""
    return list(dict.fromkeys(row.by for row in records if row.by))
