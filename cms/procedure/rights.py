"""Who may take which step. Nobody decides about what they wrote, nor twice about the same plan, unless the office
named them as an exception; and never all of it alone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cms.procedure.ledger.models import SeparationException, StepRecord
from cms.procedure.models import Delegation, Plan
from cms.procedure.queries import exceptions_of
from cms.procedure.steps import ABOVE, PERMISSIONS, Outcome, StepKind
from tenants.accounts.backends import group_name
from tenants.context import current_schema
from tenants.identity.models import Membership


class NotYours(PermissionError):
    """A person may not take the step. The text says why."""

    for_people = True


APART = (StepKind.PROPOSE, StepKind.SECRECY, StepKind.APPROVE)
"""Taken by three people."""


def holds(user: Any, step: str) -> bool:
    """Whether a step belongs to a person's role. A superuser has no role."""
    permission = PERMISSIONS.get(step)
    return bool(permission) and user.is_active and not user.is_superuser and user.has_perm(permission)


def approves_today(user: Any) -> bool:
    """Whether a person approves by a role of theirs today. Their groups may be those of their last visit: who left, or
    serves in another role since, lends nothing. Two queries."""
    roles = Membership.objects.valid().filter(identity_id=user.identity_uuid).values_list("role", flat=True)
    app, _dot, codename = PERMISSIONS[StepKind.APPROVE].partition(".")
    groups = Group.objects.filter(name__in=[group_name(role) for role in roles])
    right = {"permissions__content_type__app_label": app, "permissions__codename": codename}
    return user.is_active and groups.filter(**right).exists()


def delegation_to(user: Any) -> Delegation | None:
    """Whose approval a person gives today in their place. One query, and two for each that was given them."""
    today = timezone.localdate()
    rows = Delegation.objects.filter(taker=user, ended_at=None, since__lte=today, until__gte=today)
    return next((row for row in rows.select_related("giver") if approves_today(row.giver)), None)


def _taken_by(user: Any, records: list[StepRecord]) -> set[str]:
    """Steps of a plan that the person has their hand in."""
    mine = [row for row in records if row.by and row.by == user.identity_uuid]
    return {row.step for row in mine if row.outcome == Outcome.PASSED or row.step == StepKind.PROPOSE}


class Powers:
    """What a person may do today, asked once for however many plans it is about."""

    def __init__(self, user: Any):
        self.user = user

    @cached_property
    def delegation(self) -> Delegation | None:
        return delegation_to(self.user)

    @cached_property
    def exception(self) -> SeparationException | None:
        return exceptions_of(current_schema()).filter(person=self.user.identity_uuid).first()

    def may_take(self, step: str) -> bool:
        """By role or by delegation, whichever plan it is."""
        return holds(self.user, step) or (step == StepKind.APPROVE and self.delegation is not None)

    def check(
        self, step: str, plan: Plan, records: list[StepRecord]
    ) -> tuple[str, SeparationException | None]:
        """Refuse whoever may not take a step. Returns on whose behalf they do ('' their own), and the exception it
        needs. Raises NotYours."""
        if step in ABOVE:
            raise NotYours(_("这一步要由上级党组织或者区委办办理"))
        giver = ""
        if not holds(self.user, step):
            given = self.delegation if step == StepKind.APPROVE else None
            if given is None:
                raise NotYours(_("您没有办理“%(step)s”的权限") % {"step": StepKind(step).label})
            giver = given.giver.get_full_name()
        return giver, self._apart(step, plan, records)

    def _apart(self, step: str, plan: Plan, records: list[StepRecord]) -> SeparationException | None:
        """Refuse a person whose hand is in the plan already. Returns the exception that lets them."""
        mine = _taken_by(self.user, records) - {step}
        if plan.proposed_by_id == self.user.pk:
            mine.add(StepKind.PROPOSE)
        clash = _clash(step, mine)
        if not clash:
            return None
        if self.exception is None:
            labels = "、".join(str(StepKind(one).label) for one in sorted(clash))
            text = _("这份方案的%(steps)s是您办的，%(step)s要由另一个人办")
            raise NotYours(text % {"steps": labels, "step": StepKind(step).label})
        if len(clash | {step}) == len(APART) or step in (StepKind.CONFIRM, StepKind.TYPO):
            raise NotYours(_("提出、保密审查、审批不能都由一个人办，例外也不行"))
        return self.exception


def _clash(step: str, mine: set[str]) -> set[str]:
    """Steps of one's own that a step may not come from the same hand as."""
    if step in (StepKind.CONFIRM, StepKind.TYPO):
        return mine
    if step == StepKind.MERIT:
        return mine & {StepKind.PROPOSE}
    return mine & {*APART} if step in APART else set()


def check_may(
    user: Any, step: str, plan: Plan, records: list[StepRecord]
) -> tuple[str, SeparationException | None]:
    """As Powers.check, for one plan."""
    return Powers(user).check(step, plan, records)
