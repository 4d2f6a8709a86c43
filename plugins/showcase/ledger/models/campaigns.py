"""A campaign, and the lines that take part in it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.extension import Access, OwnRow
from plugins.showcase.aspects import default_aspects
from plugins.showcase.rules import Rules
from plugins.showcase.states import Stage


class Campaign(models.Model):
    """遴选. Its numbers are rules that PostgreSQL keeps to; they stand still once the first stage is closed."""

    ledger_access = Access.DIRECTORY

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("编号"), max_length=40, unique=True)
    title = models.CharField(_("名称"), max_length=100)
    year = models.PositiveSmallIntegerField(_("年度"))
    stage = models.CharField(_("阶段"), max_length=12, choices=Stage, default=Stage.NOMINATE)
    stage_since = models.DateField(_("本阶段起"), default=timezone.localdate)
    until = models.JSONField(_("各阶段截止日"), default=dict, blank=True)
    """Stage → ISO date. What was planned; a stage is closed by the office, not by a date."""
    nominate_min = models.PositiveSmallIntegerField(_("每条线至少推选"), default=3)
    nominate_max = models.PositiveSmallIntegerField(_("每条线最多推选"), default=4)
    final_min = models.PositiveSmallIntegerField(_("每条线至少入选"), default=1)
    final_max = models.PositiveSmallIntegerField(_("每条线最多入选"), default=2)
    reviews_min = models.PositiveSmallIntegerField(_("每家至少几份评分"), default=2)
    minimum = models.DecimalField(_("评价总分最低线"), max_digits=6, decimal_places=2, default=60)
    notice_workdays = models.PositiveSmallIntegerField(_("公示工作日"), default=5)
    aspects = models.JSONField(_("六个方面的分值"), default=default_aspects)
    """[{"no": 1, "title": …, "of": "10"}]"""
    basis = models.CharField(_("依据"), max_length=300, blank=True, default="")
    seed = models.CharField(_("随机种子"), max_length=64)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("最佳实践遴选")
        ordering = ["-year", "-code"]
        permissions = [("run_campaign", "组织最佳实践遴选"), ("take_part_campaign", "参加最佳实践遴选")]
        constraints = [
            models.CheckConstraint(
                condition=Q(nominate_min__gte=1)
                & Q(nominate_max__gte=F("nominate_min"))
                & Q(nominate_max__lte=9)
                & Q(final_min__gte=1)
                & Q(final_max__gte=F("final_min"))
                & Q(final_max__lte=F("nominate_max")),
                name="showcase_numbers_fit",
            ),
            models.CheckConstraint(condition=Q(notice_workdays__gte=1), name="showcase_notice_lasts"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rules(self) -> Rules:
        return Rules(self.nominate_min, self.nominate_max, self.final_min, self.final_max, self.reviews_min)


class CampaignLine(models.Model):
    """A line in a campaign, with the lead who speaks for it: the one of the day, until the office names another."""

    ledger_access = Access.DIRECTORY

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey("registry.DisclosureLine", on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(
        "registry.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("牵头部门")
    )

    class Meta:
        verbose_name = _("参加的条线")
        ordering = ["line__code"]
        constraints = [models.UniqueConstraint(fields=["campaign", "line"], name="showcase_a_line_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.line_id}"


class CampaignRow(OwnRow):
    """A row of one campaign, of whoever writes it. It belongs to the district's campaign and leaves in no package."""

    ledger_access = Access.SHARED
    packaged = False
    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    by = models.UUIDField(null=True, editable=False)
    """uuid of the identity. Who it was, is known inside and nowhere else."""
    by_name = models.CharField(_("经办人"), max_length=120, blank=True, default="")
    at = models.DateTimeField(_("时间"), default=timezone.now, editable=False)

    class Meta:
        abstract = True
