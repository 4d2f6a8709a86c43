"""Who may take which step. Nobody decides about what they wrote, nor twice about the same plan, unless the office
named them as an exception; and never all of it alone."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.procedure.ledger.models import SeparationException, StepRecord
from cms.procedure.models import Delegation, Plan
from cms.procedure.queries import exceptions_of
from cms.procedure.steps import ABOVE, PERMISSIONS, Outcome, StepKind
from tenants.context import current_schema


class NotYours(PermissionError):
    """A person may not take the step. The text says why."""

    for_people = True


APART = (StepKind.PROPOSE, StepKind.SECRECY, StepKind.APPROVE)
"""Taken by three people."""


def holds(user: Any, step: str) -> bool:
    """Whether a step belongs to a person's role. A superuser has no role."""
    permission = PERMISSIONS.get(step)
    return bool(permission) and user.is_active and not user.is_superuser and user.has_perm(permission)


def delegation_to(user: Any) -> Delegation | None:
    """Whose approval a person gives today in their place. One query."""
    today = timezone.localdate()
    rows = Delegation.objects.filter(taker=user, ended_at=None, since__lte=today, until__gte=today)
    return next((row for row in rows.select_related("giver") if holds(row.giver, StepKind.APPROVE)), None)


def may_take(user: Any, step: str) -> bool:
    """By role or by delegation, whichever plan it is."""
    return holds(user, step) or (step == StepKind.APPROVE and delegation_to(user) is not None)


def _taken_by(user: Any, records: list[StepRecord]) -> set[str]:
    """Steps of a plan that the person has their hand in."""
    mine = [row for row in records if row.by and row.by == user.identity_uuid]
    return {row.step for row in mine if row.outcome == Outcome.PASSED or row.step == StepKind.PROPOSE}


def check_apart(user: Any, step: str, plan: Plan, records: list[StepRecord]) -> SeparationException | None:
    """Refuse a person whose hand is in the plan already. Returns the exception that lets them. Raises NotYours."""
    mine = _taken_by(user, records) - {step}
    if plan.proposed_by_id == user.pk:
        mine.add(StepKind.PROPOSE)
    clash = mine if step in (StepKind.CONFIRM, StepKind.TYPO) else mine & {*APART} if step in APART else set()
    if step == StepKind.MERIT:
        clash = mine & {StepKind.PROPOSE}
    if not clash:
        return None
    found = exceptions_of(current_schema()).filter(person=user.identity_uuid).first()
    if found is None:
        labels = "、".join(str(StepKind(one).label) for one in sorted(clash))
        text = _("这份方案的%(steps)s是您办的，%(step)s要由另一个人办")
        raise NotYours(text % {"steps": labels, "step": StepKind(step).label})
    if len(clash | {step}) == len(APART) or step in (StepKind.CONFIRM, StepKind.TYPO):
        raise NotYours(_("提出、保密审查、审批不能都由一个人办，例外也不行"))
    return found


def check_may(
    user: Any, step: str, plan: Plan, records: list[StepRecord]
) -> tuple[str, SeparationException | None]:
    """Refuse whoever may not take a step. Returns on whose behalf they do ('' their own), and the exception it needs."""
    if step in ABOVE:
        raise NotYours(_("这一步要由上级党组织或者区委办办理"))
    giver = ""
    if not holds(user, step):
        given = delegation_to(user) if step == StepKind.APPROVE else None
        if given is None:
            raise NotYours(_("您没有办理“%(step)s”的权限") % {"step": StepKind(step).label})
        giver = given.giver.get_full_name()
    return giver, check_apart(user, step, plan, records)
