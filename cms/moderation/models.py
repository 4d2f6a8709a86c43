"""Cases that another organisation decides, what was done about each, draws of samples, and holds."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.catalog.vocabulary import ApprovalLevel
from cms.moderation.states import OPEN, CaseState, CaseStepKind, Why
from cms.registry.models import Unit
from cms.registry.vocabulary import UnitKind
from tenants.ledger import Access, DirectoryRow, OwnRow


class ModerationCase(OwnRow):
    """One thing of a unit that its superior or the office looks at, as it was when it was raised.

    It lies with the unit, whose transaction raises and decides it. PostgreSQL shows it to the unit, to whom it is
    addressed, and to the office; not to the reader of the public pages, for it may be a draft.
    """

    ledger_access = Access.ADDRESSED

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases", verbose_name=_("单位"))
    to = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("报给"))
    why = models.CharField(_("来由"), max_length=10, choices=Why)
    plan = models.UUIDField(null=True, editable=False)
    entry = models.UUIDField(editable=False)
    """translation_key of the page, which is the key of its public entry."""
    title = models.CharField(_("标题"), max_length=255)
    item_code = models.CharField(_("事项编码"), max_length=20)
    item_title = models.CharField(_("事项"), max_length=200, blank=True, default="")
    level = models.CharField(_("审批层级"), max_length=10, choices=ApprovalLevel)
    line_code = models.CharField(max_length=20, blank=True, default="")
    line_name = models.CharField(_("条线"), max_length=100, blank=True, default="")
    snapshot = models.JSONField(default=dict)
    """What is decided about (snapshot.py). Frozen: nothing writes it again."""
    content_hash = models.CharField(_("校验值"), max_length=64)
    state = models.CharField(_("状态"), max_length=10, choices=CaseState, default=CaseState.WAITING)
    claimed_by = models.UUIDField(null=True, editable=False)
    claimed_name = models.CharField(max_length=120, blank=True, default="")
    claimed_until = models.DateTimeField(null=True)
    raised_at = models.DateTimeField(_("报来时间"), db_default=Now(), editable=False)
    due_at = models.DateTimeField(_("办理期限"))
    decided_at = models.DateTimeField(_("办结时间"), null=True)
    note = models.TextField(_("意见"), blank=True, default="")
    answered_at = models.DateTimeField(_("整改时间"), null=True)
    """When the unit said what it did about a finding in what is public."""
    came_from = models.UUIDField(null=True, editable=False)
    """The case that a superior passed up to the office."""
    draw = models.UUIDField(null=True, editable=False)
    hold = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("上报的公开内容")
        ordering = ["due_at", "uuid"]
        permissions = [("decide_case", "审核上报的公开内容")]
        constraints = [
            models.UniqueConstraint(
                fields=["schema_name", "plan"],
                condition=Q(state__in=OPEN) & ~Q(plan=None),
                name="moderation_one_open_case",
            ),
            models.UniqueConstraint(
                fields=["schema_name", "draw", "entry"],
                condition=~Q(draw=None),
                name="moderation_drawn_once",
            ),
        ]
        indexes = [
            models.Index(fields=["to", "state", "due_at"], name="moderation_queue"),
            models.Index(fields=["schema_name", "-raised_at"], name="moderation_of_unit"),
            models.Index(fields=["hold"], condition=~Q(hold=None), name="moderation_of_hold"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_at < timezone.now()

    def claimed_by_another(self, identity: uuid.UUID | None) -> bool:
        """Whether somebody else has it in hand: a claim that has run out is none."""
        if self.state != CaseState.CLAIMED or self.claimed_until is None:
            return False
        return self.claimed_until > timezone.now() and self.claimed_by != identity


class CaseStep(OwnRow):
    """One thing that was done about a case: by whom, for which organisation, when, with which words. Never changes."""

    ledger_access = Access.ADDRESSED_FROZEN

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(ModerationCase, on_delete=models.CASCADE, related_name="steps")
    to = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    """Whom the case is addressed to: who reads the step is decided by its own row."""
    kind = models.CharField(_("步骤"), max_length=10, choices=CaseStepKind)
    actor = models.UUIDField(null=True, editable=False)
    actor_name = models.CharField(_("姓名"), max_length=120)
    actor_unit = models.CharField(_("办理单位"), max_length=200, blank=True, default="")
    actor_role = models.CharField(_("身份"), max_length=60, blank=True, default="")
    note = models.TextField(_("说明"), blank=True, default="")
    at = models.DateTimeField(_("时间"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("审核步骤")
        ordering = ["at", "uuid"]
        indexes = [models.Index(fields=["case", "at"], name="moderation_steps_in_turn")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.actor_name}"


class CaseRemark(OwnRow):
    """What is wrong with a passage, or with the whole where none is quoted. Never changes."""

    ledger_access = Access.ADDRESSED_FROZEN

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(ModerationCase, on_delete=models.CASCADE, related_name="remarks")
    to = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    passage = models.TextField(_("原文"), blank=True, default="")
    text = models.TextField(_("意见"))

    class Meta:
        verbose_name = _("审核意见")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="moderation_one_remark")]

    def __str__(self):
        return self.text[:60]


class SampleDraw(DirectoryRow):
    """One draw from what was published in a period: with it anybody can draw again and get the same."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.CharField(_("时段"), max_length=10)
    after = models.DateTimeField(_("起"))
    until = models.DateTimeField(_("止"))
    kind = models.CharField(_("单位类别"), max_length=20, choices=UnitKind)
    level = models.CharField(_("审批层级"), max_length=10, choices=ApprovalLevel)
    share = models.DecimalField(_("抽取比例（%）"), max_digits=5, decimal_places=2)
    basis = models.TextField(_("依据"))
    seed = models.CharField(_("随机种子"), max_length=64)
    population = models.JSONField(default=list)
    """Keys of the entries that could be drawn, in their order."""
    population_hash = models.CharField(_("名单校验值"), max_length=64)
    drawn = models.JSONField(default=list)
    drawn_at = models.DateTimeField(_("抽取时间"), db_default=Now(), editable=False)
    raised_at = models.DateTimeField(null=True)
    """When every case was raised that follows from it. Null: the job goes on with it."""

    class Meta:
        verbose_name = _("抽查")
        ordering = ["-drawn_at", "kind", "level"]
        constraints = [
            models.UniqueConstraint(fields=["period", "kind", "level"], name="moderation_one_draw")
        ]

    def __str__(self):
        return f"{self.period} {self.get_kind_display()} {self.get_level_display()}"


class Hold(models.Model):
    """暂缓公开: for a time nothing of a unit, or of an item, goes public. The office's word, and its to take back."""

    ledger_access = Access.DIRECTED

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="holds", verbose_name=_("单位")
    )
    item_code = models.CharField(_("事项编码"), max_length=20, blank=True, default="")
    reason = models.TextField(_("理由"))
    since = models.DateTimeField(_("起"), default=timezone.now, editable=False)
    until = models.DateField(_("止（含当日）"))
    by = models.UUIDField(null=True, editable=False)
    by_name = models.CharField(_("设定人"), max_length=120)
    lifted_at = models.DateTimeField(_("解除时间"), null=True)
    lifted_by = models.UUIDField(null=True, editable=False)
    lifted_name = models.CharField(_("解除人"), max_length=120, blank=True, default="")
    lifted_why = models.TextField(_("解除理由"), blank=True, default="")
    told_at = models.DateTimeField(null=True)
    """When the units were told that it is over."""

    class Meta:
        verbose_name = _("暂缓公开")
        ordering = ["-since", "uuid"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | ~Q(item_code=""), name="moderation_hold_names_something"
            )
        ]

    def __str__(self):
        return " ".join(filter(None, (self.unit.name if self.unit else "", self.item_code)))

    @property
    def in_force(self) -> bool:
        return self.lifted_at is None and self.until >= timezone.localdate()
