"""The steps of the procedure as the public may know them: which, by whom in what role, on what day. Names stay inside."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DECIDES = {
    "SECRECY": _("保密审查"),
    "MERIT": _("必要性、准确性审核"),
    "APPROVE": _("审批"),
}
"""Steps that an emergency leaves out at first, and that are due after it."""
TOLD = ("PROPOSE", *DECIDES, "SUPERIOR", "OFFICE", "TYPO", "CONFIRM")
EMERGENCY = "CONFIRM"


def records_of(plan: uuid.UUID | None) -> list[Any]:
    """What was written down of a plan of the bound unit, oldest first. One query."""
    if plan is None or not apps.is_installed("cms.procedure.ledger"):
        return []
    model = apps.get_model("procedure_ledger", "StepRecord")
    return list(model.objects.filter(plan=plan, step__in=TOLD).exclude(outcome="RETURNED").order_by("at"))


def told(records: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows {step, label, role, on, done, note} for a page, the API and the record of a version.

    Of a step that was taken again after a change, the last time counts. What an emergency left out stands at the end.
    """
    last = {row.step: row for row in records}
    rows = [_row(row) for row in sorted(last.values(), key=lambda row: row.at)]
    if EMERGENCY in last:
        rows += [
            {
                "step": step,
                "label": str(label),
                "role": "",
                "on": "",
                "done": False,
                "note": str(_("特事特办，待补")),
            }
            for step, label in DECIDES.items()
            if step not in last
        ]
    return rows


def _row(row: Any) -> dict[str, Any]:
    notes = [
        str(words)
        for words, said in (
            (_("一人兼任，经区委办批准"), row.exception),
            (_("受委托办理"), row.on_behalf_of),
            (_("特事特办"), row.step == EMERGENCY),
        )
        if said
    ]
    return {
        "step": row.step,
        "label": str(row.get_step_display()),
        "role": row.role,
        "on": timezone.localtime(row.at).date().isoformat(),
        "done": True,
        "note": "，".join(notes),
    }


def people_of(records: Iterable[Any]) -> list[uuid.UUID]:
    """Identities of those who proposed and decided, each once."""
    return list(dict.fromkeys(row.by for row in records if row.by))
