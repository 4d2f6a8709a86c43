"""Pass, return, pass up: the decision of a superior or the office, in the tenant of the unit whose case it is.

The case and the unit's own step are written in one transaction, so there is no moment at which only one of them is.
Whether somebody may decide is asked before, in their own tenant (cms/moderation/desk/case.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.moderation.actions.raising import lapse_now, office
from cms.moderation.actions.trace import lead, write_down
from cms.moderation.models import CaseRemark, ModerationCase
from cms.moderation.signals import decided
from cms.moderation.states import CaseState, CaseStepKind, Why
from cms.procedure.actions import ContentChanged, Person, decide_from_above
from cms.procedure.actions import lapse as lapse_plan
from cms.procedure.models import Plan
from cms.procedure.states import NotInState as PlanMoved
from cms.procedure.states import PlanState
from tenants.context import current
from tenants.models import Tenant
from tenants.states import TenantState

Remarks = Sequence[Mapping[str, str]]
MOST_REMARKS = 200


class CannotDecide(ValueError):
    """Something is missing for the decision; the text says what."""

    for_people = True


class Lapsed(ValueError):
    """There is nothing left to decide: the case is void, and nothing was applied. The text says why."""

    for_people = True


class Gone(Exception):
    """The unit's site does not serve any more."""


VOID = (ContentChanged, PlanMoved, Plan.DoesNotExist, Gone)


def decide(
    case: ModerationCase, *, by: Person, passed: bool, note: str = "", remarks: Remarks = ()
) -> ModerationCase:
    """Raises NotInState, InHand, CannotDecide, procedure's NotYours; Lapsed when what was read waits no longer."""
    kept = _checked(case, remarks)
    if not passed and not note.strip() and not kept:
        raise CannotDecide(_("请写明为什么退回，或者对正文写明意见"))
    verb = CaseStepKind.PASS if passed else CaseStepKind.RETURN
    return _decided(case, verb, by=by, note=note.strip(), remarks=kept)


def pass_up(case: ModerationCase, *, by: Person, note: str) -> ModerationCase:
    """A superior agrees and asks the office to decide too: the plan gets a step more, the office a case of its own.

    Returns that case. Raises as `decide` does.
    """
    if not note.strip():
        raise CannotDecide(_("请写明为什么报区委办"))
    if case.why != Why.ESCALATED or case.to_id == office().pk:
        raise CannotDecide(_("这一件不能再往上报"))
    done = _decided(case, CaseStepKind.ESCALATE, by=by, note=note.strip(), remarks=[])
    return ModerationCase.objects.filter(came_from=done.pk).first() or done


def _decided(
    case: ModerationCase, verb: CaseStepKind, *, by: Person, note: str, remarks: list[dict[str, str]]
) -> ModerationCase:
    """The case, its step, and what the unit's plan makes of it: all or nothing."""
    try:
        with transaction.atomic():
            case.state = lead(verb, case, by)
            _still_there()
            case.decided_at, case.note = timezone.now(), note
            case.save(update_fields=["state", "decided_at", "note"])
            _keep(case, remarks)
            write_down(verb, case, by, note=note)
            _apply(case, verb, by=by, note=note, remarks=remarks)
    except VOID as why:
        raise lapse(case, note=_reason(why)) from why
    return case


def _apply(
    case: ModerationCase, verb: CaseStepKind, *, by: Person, note: str, remarks: list[dict[str, str]]
) -> None:
    if case.why != Why.ESCALATED:
        if case.why == Why.HELD:
            _settle_held(case)
        decided.send(sender=ModerationCase, case=case)
        return
    decide_from_above(
        case.plan,
        by=by,
        passed=verb != CaseStepKind.RETURN,
        note=note,
        remarks=remarks,
        content_hash=case.content_hash,
        on_up=verb == CaseStepKind.ESCALATE,
    )


def _settle_held(case: ModerationCase) -> None:
    """What a hold kept back goes on from where it is, or its plan is void and the unit proposes anew. Raises PlanMoved."""
    plan = Plan.objects.get(pk=case.plan)
    if plan.state != PlanState.APPROVED:
        raise PlanMoved
    if case.state == CaseState.RETURNED:
        lapse_plan(plan)


def _checked(case: ModerationCase, remarks: Remarks) -> list[dict[str, str]]:
    """The remarks that say something. Raises CannotDecide for a passage that the text does not have."""
    kept = [
        {"passage": row.get("passage", "").strip(), "text": row.get("text", "").strip()} for row in remarks
    ]
    kept = [row for row in kept if row["text"] or row["passage"]]
    if len(kept) > MOST_REMARKS:
        raise CannotDecide(_("意见最多 %(n)s 条") % {"n": MOST_REMARKS})
    empty = [row["passage"] for row in kept if not row["text"]]
    if empty:
        raise CannotDecide(_("请写明对“%(passage)s”的意见") % {"passage": empty[0][:40]})
    text = _flat(" ".join((case.title, case.snapshot.get("summary", ""), case.snapshot.get("text", ""))))
    unknown = [row["passage"] for row in kept if _flat(row["passage"]) not in text]
    if unknown:
        raise CannotDecide(_("正文里没有“%(passage)s”，请照原文摘录") % {"passage": unknown[0][:40]})
    return kept


def _flat(text: str) -> str:
    return "".join(text.split())


def _keep(case: ModerationCase, remarks: list[dict[str, str]]) -> None:
    CaseRemark.objects.bulk_create(
        CaseRemark(case=case, to_id=case.to_id, number=number, **row) for number, row in enumerate(remarks, 1)
    )


def _still_there() -> None:
    """Raises Gone for a unit that was archived since the page was opened; its tenant may have been read long ago."""
    state = Tenant.objects.values_list("state", flat=True).get(pk=current().pk)
    if state != TenantState.ACTIVE:
        raise Gone


def _reason(why: Exception) -> str:
    if isinstance(why, ContentChanged):
        return _("单位已经改动了内容，您看到的不是现在的版本")
    if isinstance(why, Gone):
        return _("单位的站点已经归档")
    return _("单位的公开方案已经不在等这一步")


def lapse(case: ModerationCase, *, note: str) -> Lapsed:
    """Close what cannot be decided any more, and give the refusal that says so. Raises NotInState."""
    with transaction.atomic():
        lapse_now(case, note=note)
    return Lapsed(_("%(why)s。这一件已经失效，没有办理。") % {"why": note})


def answer(case: ModerationCase, *, by: Person, note: str) -> ModerationCase:
    """The unit says what it did about a finding in what is public. Raises NotInState, CannotDecide."""
    if not note.strip():
        raise CannotDecide(_("请写明怎样整改的"))
    with transaction.atomic():
        lead(CaseStepKind.ANSWER, case)
        if case.why != Why.SAMPLED or case.answered_at:
            raise CannotDecide(_("这一件不用再答复"))
        case.answered_at = timezone.now()
        case.save(update_fields=["answered_at"])
        write_down(CaseStepKind.ANSWER, case, by, note=note.strip())
    return case
