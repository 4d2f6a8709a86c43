"""Whom a line puts forward, what was looked at before, which places it leaves empty, and the formal check."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plugins.showcase.ledger import readers
from plugins.showcase.ledger.models.campaigns import CampaignRow
from plugins.showcase.states import Left, NominationState


class Nomination(CampaignRow):
    """推选: a unit in one of its line's places, in the words of the lead."""

    ledger_readers = readers.NOMINATED

    line = models.ForeignKey("registry.DisclosureLine", on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(
        "registry.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("推选部门")
    )
    slot = models.PositiveSmallIntegerField(_("名额"))
    unit = models.ForeignKey(
        "registry.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("推选单位")
    )
    category = models.CharField(_("单位类别"), max_length=20)
    state = models.CharField(_("状态"), max_length=10, choices=NominationState, default=NominationState.DRAFT)
    self_evaluation = models.JSONField(_("六个方面自评"), default=dict, blank=True)
    """Aspect → text."""
    highlights = models.TextField(_("特色亮点"), blank=True, default="")
    replicable = models.TextField(_("可复制做法"), blank=True, default="")
    limits = models.TextField(_("适用条件和局限"), blank=True, default="")
    figures = models.JSONField(_("评价数据"), default=dict, blank=True)
    """As given when it was written: {"period", "total", "vetoed", "aspects", "indicators"}; {} where nothing was."""
    handed_in_at = models.DateTimeField(_("报送时间"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("推选")
        ordering = ["line__code", "slot"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "line", "slot"],
                condition=~Q(state=NominationState.WITHDRAWN),
                name="showcase_one_in_a_place",
            ),
            models.UniqueConstraint(
                fields=["campaign", "unit"],
                condition=~Q(state=NominationState.WITHDRAWN),
                name="showcase_a_unit_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.slot}"


class PreVisit(CampaignRow):
    """先行调研: the lead was there before it put the unit forward. Without one nothing is handed in."""

    ledger_readers = readers.WITH_ITS_NOMINATION

    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="pre_visit")
    visited_on = models.DateField(_("调研日期"))
    role = models.CharField(_("调研人身份"), max_length=60)
    seen = models.TextField(_("看到什么"))
    photos = models.JSONField(_("照片"), default=list, blank=True)
    """[{"name", "sha256", "bytes"}]"""

    class Meta:
        verbose_name = _("先行调研")

    def __str__(self) -> str:
        return f"{self.nomination_id} {self.visited_on}"


class EmptyPlace(CampaignRow):
    """A place that a line does not fill, and why: rather that than 滥竽充数."""

    ledger_readers = readers.OF_THE_LINE

    line = models.ForeignKey("registry.DisclosureLine", on_delete=models.PROTECT, related_name="+")
    of = models.CharField(_("名额"), max_length=10, choices=Left)
    slot = models.PositiveSmallIntegerField(_("第几个"))
    reason = models.TextField(_("理由"))
    filled_at = models.DateTimeField(null=True)
    """When it was filled after all."""

    class Meta:
        verbose_name = _("空出的名额")
        ordering = ["line__code", "of", "slot"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "line", "of", "slot"],
                condition=Q(filled_at=None),
                name="showcase_empty_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="showcase_empty_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.of} {self.slot}"


class Gate(CampaignRow):
    """形式审查: whether a nomination goes on, with the figures of evaluation as they were given."""

    ledger_readers = readers.OF_THE_LINE

    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="gate")
    line = models.ForeignKey("registry.DisclosureLine", on_delete=models.PROTECT, related_name="+")
    formal = models.BooleanField(_("材料符合要求"))
    vetoed = models.BooleanField(_("有单项否决"))
    total = models.DecimalField(_("评价总分"), max_digits=6, decimal_places=2)
    figures = models.JSONField(_("评价数据"), default=dict)
    source = models.CharField(_("数据来源"), max_length=200)
    passed = models.BooleanField(_("通过"))
    reason = models.TextField(_("说明"), blank=True, default="")

    class Meta:
        verbose_name = _("形式审查")
        constraints = [
            models.CheckConstraint(
                condition=Q(passed=False) | (Q(formal=True) & Q(vetoed=False)), name="showcase_gate_no_veto"
            ),
            models.CheckConstraint(
                condition=Q(passed=True) | ~Q(reason=""), name="showcase_gate_says_why_not"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="showcase_gate_says_whence"),
        ]

    def __str__(self) -> str:
        return f"{self.nomination_id} {self.passed}"
