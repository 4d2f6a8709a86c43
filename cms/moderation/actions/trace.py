"""What every verb of the desk does: hold the case, ask the state table and whose claim it is, write down who did it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.moderation.models import CaseStep, ModerationCase
from cms.moderation.states import CaseState, CaseStepKind, NotInState, after
from cms.procedure.actions import Person
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind

AUDIT = {
    CaseStepKind.RAISE: AuditKind.CASE_RAISED,
    CaseStepKind.PASS: AuditKind.CASE_PASSED,
    CaseStepKind.RETURN: AuditKind.CASE_RETURNED,
    CaseStepKind.ESCALATE: AuditKind.CASE_ESCALATED,
    CaseStepKind.LAPSE: AuditKind.CASE_LAPSED,
    CaseStepKind.ANSWER: AuditKind.CASE_ANSWERED,
}
"""What of the history also goes into the audit. A claim changes nothing that anybody could ask about later."""
NOBODY = Person("")


class InHand(ValueError):
    """Somebody else has the case in hand. The text says who, and until when."""

    for_people = True


def lead(verb: str, case: ModerationCase, by: Person = NOBODY) -> CaseState:
    """Hold the case until the transaction ends, and say where a verb leads. Raises NotInState, InHand.

    Another process may have moved it since it was read: then the refusal also says who did, and when.
    """
    case.refresh_from_db(from_queryset=ModerationCase.objects.select_for_update(of=("self",)))
    try:
        target = after(verb, case.state)
    except NotInState as refusal:
        raise NotInState(f"{refusal}{_moved_by(case)}") from None
    if verb != CaseStepKind.LAPSE and case.claimed_by_another(by.identity):
        words = {"who": case.claimed_name, "until": f"{timezone.localtime(case.claimed_until):%H:%M}"}
        raise InHand(_("%(who)s正在审核这一件，到 %(until)s 为止") % words)
    return target


def _moved_by(case: ModerationCase) -> str:
    step = case.steps.exclude(kind__in=(CaseStepKind.CLAIM, CaseStepKind.RELEASE)).order_by("-at").first()
    if step is None:
        return ""
    words = {
        "who": " ".join(filter(None, (step.actor_unit, step.actor_name))),
        "when": f"{timezone.localtime(step.at):%Y-%m-%d %H:%M}",
        "did": step.get_kind_display(),
    }
    return _("（%(who)s于 %(when)s %(did)s）") % words


def write_down(kind: CaseStepKind, case: ModerationCase, by: Person, *, note: str = "") -> CaseStep:
    """Add a step to the history and the audit, in the open transaction."""
    step = CaseStep.objects.create(
        case=case,
        to_id=case.to_id,
        kind=kind,
        actor=by.identity,
        actor_name=by.name[:120],
        actor_unit=by.unit[:200],
        actor_role=by.role[:60],
        note=note,
    )
    if kind in AUDIT:
        record(
            kind=AUDIT[kind],
            subject=case.title,
            actor=by.identity,
            actor_name=by.name,
            detail={"case": str(case.pk), "entry": str(case.entry), "unit": by.unit, "role": by.role},
        )
    return step
