"""The plan that is approved, the four kinds of tasks on Wagtail's workflow, and who stands in for whom."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, Task, TaskState, WorkflowState

from cms.catalog.vocabulary import ApprovalLevel, DisclosureScope
from cms.pages.models import ArticlePage
from cms.procedure.locks import UnderWay
from cms.procedure.states import UNDER_WAY, Change, PlanKind, PlanState
from cms.procedure.steps import COVERS, PERMISSIONS, StepKind
from tenants.accounts.models import User


class Plan(models.Model):
    """公开方案: which content goes public, where, when and how. Who decides about it is in the ledger (StepRecord)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="plans")
    revision = models.ForeignKey(Revision, on_delete=models.RESTRICT, related_name="+")
    """What was proposed, and what is published: never merely the latest."""
    kind = models.CharField(_("程序"), max_length=10, choices=PlanKind, default=PlanKind.NORMAL)
    state = models.CharField(_("状态"), max_length=10, choices=PlanState, default=PlanState.OPEN)
    item_code = models.CharField(max_length=20)
    level = models.CharField(_("审批层级"), max_length=10, choices=ApprovalLevel)
    scope = models.CharField(_("公开范围"), max_length=10, choices=DisclosureScope)
    channels = ArrayField(models.CharField(max_length=60), verbose_name=_("公开方式"), default=list)
    period_key = models.CharField(_("所属期"), max_length=20, blank=True, default="")
    publish_at = models.DateTimeField(_("公开时间"), null=True, blank=True)
    expire_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)
    change = models.CharField(_("改动"), max_length=5, choices=Change, default=Change.MAJOR)
    change_note = models.CharField(_("更新说明"), max_length=300, blank=True, default="")
    reason = models.CharField(_("特事特办的理由"), max_length=300, blank=True, default="")
    risk = models.JSONField(_("风险评估"), default=dict, blank=True)
    """{level, points, measures}, where the level of the item asks for it."""
    internal_on = models.DateField(_("党内公开日期"), null=True, blank=True)
    route = ArrayField(models.CharField(max_length=12, choices=StepKind))
    content_hash = models.CharField(max_length=64)
    terms_hash = models.CharField(max_length=64)
    time_hash = models.CharField(max_length=64)
    proposed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    follow_up_by = models.DateTimeField(null=True)
    """When the steps that an emergency left out are due."""
    workflow_state = models.ForeignKey(
        WorkflowState, on_delete=models.SET_NULL, null=True, related_name="plans"
    )

    class Meta:
        verbose_name = _("公开方案")
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"], condition=Q(state__in=UNDER_WAY), name="procedure_one_plan_under_way"
            )
        ]
        indexes = [models.Index(fields=["state", "proposed_at"], name="procedure_plan_state")]
        permissions = [
            ("propose_plan", "提出公开方案"),
            ("review_secrecy", "保密审查"),
            ("review_merit", "审核必要性、准确性"),
            ("approve_plan", "审批公开方案"),
            ("confirm_emergency", "核准特事特办"),
            ("delegate_approval", "委托他人审批"),
        ]

    def __str__(self):
        return f"{self.item_code} {self.get_state_display()}"

    @property
    def seal(self) -> str:
        """What the plan says now, in one word; its beginning is the hash of the content."""
        return f"{self.content_hash}.{self.terms_hash}.{self.time_hash}"


class Delegation(models.Model):
    """Whoever approves asks another person of the unit to do it in their place, for a time."""

    giver = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    taker = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    since = models.DateField(_("起"))
    until = models.DateField(_("止"))
    reason = models.CharField(_("理由"), max_length=200)
    ended_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("委托审批")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")), name="procedure_delegation_ends"
            ),
            models.CheckConstraint(
                condition=~Q(giver=models.F("taker")), name="procedure_delegation_to_another"
            ),
        ]

    def __str__(self):
        return f"{self.giver} → {self.taker}"


class StepTask(Task):
    """A task of Wagtail's whose decision is taken on our own screen, where plan and findings are seen.

    Wagtail's buttons would let whoever is in a group approve, themselves included: it offers none here.
    """

    step = models.CharField(max_length=12, choices=StepKind, editable=False)

    lock_class = UnderWay

    class Meta:
        abstract = True

    def locked_for_user(self, obj, user):
        """Nobody writes while others decide: the plan is taken back first, or returned."""
        return True

    def get_actions(self, obj, user):
        return []

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """What waits for a person at this step. Who proposed it may not decide it, and is not shown it."""
        permission = PERMISSIONS.get(self.step)
        if user.is_superuser or not permission or not user.has_perm(permission):
            return TaskState.objects.none()
        rows = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr)
        return rows.exclude(workflow_state__requested_by=user)


class SecrecyReview(StepTask):
    """保密审查."""

    class Meta:
        verbose_name = _("保密审查")


class MeritReview(StepTask):
    """必要性、准确性审核."""

    class Meta:
        verbose_name = _("必要性、准确性审核")


class LeaderApproval(StepTask):
    """审批: by the leader, or what a meeting decided."""

    class Meta:
        verbose_name = _("审批")


class Escalation(StepTask):
    """报批: another organisation decides."""

    class Meta:
        verbose_name = _("报批")


TASKS: dict[str, type[StepTask]] = {
    StepKind.SECRECY: SecrecyReview,
    StepKind.MERIT: MeritReview,
    StepKind.APPROVE: LeaderApproval,
    StepKind.SUPERIOR: Escalation,
    StepKind.OFFICE: Escalation,
    StepKind.TYPO: SecrecyReview,
    StepKind.CONFIRM: LeaderApproval,
}
assert {*TASKS} == {*COVERS}  # noqa: S101 -- a step without a task would stop in the middle of a route
