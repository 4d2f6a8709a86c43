"""抽查和评审: what was drawn, what each reviewer found by themselves, and what is counted of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.extension import Access, OwnRow
from plugins.evaluation.ledger.models.periods import Period
from plugins.evaluation.states import Method


class Draw(models.Model):
    """A sample of what a unit made public in a period. Anybody draws the same again (sampling/drawing.py)."""

    ledger_access = Access.DIRECTORY

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(_("指标"), max_length=20)
    seed = models.CharField(_("种子"), max_length=64)
    population = models.PositiveIntegerField(_("总数"))
    digest = models.CharField(_("总体校验值"), max_length=64)
    drawn = models.JSONField(_("抽中"))
    """Keys "entry/number", in the order in which they were drawn."""
    by_name = models.CharField(_("抽取人"), max_length=120)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("抽查")
        ordering = ["-at", "uuid"]
        constraints = [
            models.UniqueConstraint(fields=["period", "unit", "indicator"], name="evaluation_drawn_once")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.unit_id}"


class Judgement(OwnRow):
    """What one reviewer found, kept where the reviewer is: other leads do not see it."""

    ledger_access = Access.RECORDED
    packaged = False
    """It is about a unit and a period of this district."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(_("指标"), max_length=20)
    item = models.CharField(_("对象"), max_length=60, blank=True, default="")
    """The key of what was drawn, "entry/number"; empty for the indicator as a whole."""
    quarters = models.PositiveSmallIntegerField(_("评分"))
    """0 to 4 quarters."""
    note = models.CharField(_("说明"), max_length=500, blank=True, default="")
    method = models.CharField(_("方式"), max_length=10, choices=Method)
    photos = models.JSONField(_("照片"), default=list, blank=True)
    """SHA-256 of each photo that was taken."""
    reviewer = models.UUIDField(_("评审人"))
    by_name = models.CharField(_("评审人姓名"), max_length=120)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("评审意见")
        ordering = ["at", "uuid"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "indicator", "item", "reviewer"], name="evaluation_judged_once"
            ),
            models.CheckConstraint(condition=models.Q(quarters__lte=4), name="evaluation_four_quarters"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.unit_id}"


class Verdict(models.Model):
    """What is counted: a reviewer's mean for a unit and an indicator, opened when all had given theirs. Names nobody."""

    ledger_access = Access.ISSUED

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    schema_name = models.CharField(max_length=63)
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(_("指标"), max_length=20)
    reviewer = models.PositiveSmallIntegerField(_("评审人序号"))
    value = models.CharField(_("评分"), max_length=20)
    """An exact fraction, as the engine writes them."""
    method = models.CharField(_("方式"), max_length=10, choices=Method)
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    on = models.DateField(_("日期"), default=timezone.localdate)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("评审结果")
        ordering = ["indicator", "round", "reviewer"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "indicator", "round", "reviewer"], name="evaluation_one_verdict"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"


class NilSample(models.Model):
    """What a sample found of one 本期无此事项: whether there really was nothing to tell. PostgreSQL keeps it."""

    ledger_access = Access.ISSUED

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    schema_name = models.CharField(max_length=63)
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    item_code = models.CharField(_("事项编码"), max_length=20)
    period_key = models.CharField(_("所属期"), max_length=20)
    borne_out = models.BooleanField(_("属实"))
    on = models.DateField(_("日期"), default=timezone.localdate)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("本期无此事项的抽查结果")
        ordering = ["item_code", "period_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "item_code", "period_key"], name="evaluation_nil_sampled_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_code} {self.period_key}"
