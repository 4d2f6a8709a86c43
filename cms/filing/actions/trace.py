"""What every verb of filing does: hold the filing, ask the state table, write down who did it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.filing.actor import Actor
from cms.filing.models import Filing, FilingStep
from cms.filing.states import FilingState, NotInState, StepKind, after
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind

AUDIT = {
    StepKind.SUBMIT: AuditKind.FILING_SUBMITTED,
    StepKind.WITHDRAW: AuditKind.FILING_WITHDRAWN,
    StepKind.CHECK: AuditKind.FILING_CHECKED,
    StepKind.RETURN: AuditKind.FILING_RETURNED,
    StepKind.REGISTER: AuditKind.FILING_REGISTERED,
    StepKind.CORRECT: AuditKind.FILING_CORRECTED,
    StepKind.CONFIRM: AuditKind.FILING_CONFIRMED,
}
"""What of the history also goes into the audit; that a version was superseded follows from the next one's."""


def lead(verb: str, filing: Filing) -> FilingState:
    """Hold the filing until the transaction ends, and say where a verb leads. Raises NotInState.

    Another process may have moved it since it was read: then the refusal also says who did, and when.
    """
    filing.refresh_from_db(from_queryset=Filing.objects.select_for_update())
    try:
        return after(verb, filing.state)
    except NotInState as refusal:
        raise NotInState(f"{refusal}{_moved_by(filing)}") from None


def _moved_by(filing: Filing) -> str:
    step = filing.steps.exclude(kind__in=(StepKind.CHECK, StepKind.CONFIRM)).order_by("-at").first()
    if step is None:
        return ""
    words = {
        "who": " ".join(filter(None, (step.actor_unit, step.actor_name))),
        "when": f"{timezone.localtime(step.at):%Y-%m-%d %H:%M}",
        "did": step.get_kind_display(),
    }
    return _("（%(who)s于 %(when)s %(did)s）") % words


def write_down(
    kind: StepKind,
    filing: Filing,
    by: Actor | None,
    *,
    on: dt.date | None = None,
    note: str = "",
    detail: dict[str, Any] | None = None,
) -> FilingStep:
    """Add a step to the history and the audit, in the open transaction. Nobody known: the operator's command line."""
    by = by or Actor.of_command_line()
    step = FilingStep.objects.create(
        filing=filing,
        kind=kind,
        on=on or timezone.localdate(),
        actor=by.identity,
        actor_name=by.name,
        actor_unit=by.unit,
        note=note,
        detail=detail or {},
    )
    if kind in AUDIT:
        number = filing.register_number
        record(
            kind=AUDIT[kind],
            subject=f"《{filing.title}》第{filing.number}版",
            actor=by.identity,
            actor_name=by.name,
            detail={"filing": str(filing.pk)} | ({"register_number": number} if number else {}),
        )
    return step
