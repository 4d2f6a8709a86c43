"""督查发现 with what is answered to it, and the one appeal that a unit has in a period."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.extension import Access, OwnRow
from plugins.evaluation.ledger.models.periods import Period


class Finding(models.Model):
    """What the office found wrong with a version, to be put right by a day. Closed by the office alone."""

    ledger_access = Access.ISSUED

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    schema_name = models.CharField(max_length=63)
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(_("问题"), max_length=500)
    entry = models.UUIDField(_("公开内容"), null=True)
    number = models.PositiveIntegerField(_("版本"), null=True)
    content_hash = models.CharField(_("内容校验值"), max_length=64, blank=True, default="")
    """Of the version as it was when it was found: what it said then can be told from what it says now."""
    found_on = models.DateField(_("发现日期"), default=timezone.localdate)
    due_on = models.DateField(_("整改期限"))
    closed_on = models.DateField(_("销号日期"), null=True)
    remark = models.CharField(_("复核意见"), max_length=300, blank=True, default="")
    by_name = models.CharField(_("作出人"), max_length=120)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("督查发现")
        ordering = ["closed_on", "due_on", "uuid"]

    def __str__(self) -> str:
        return self.words

    @property
    def is_overdue(self) -> bool:
        return self.closed_on is None and self.due_on < timezone.localdate()


class FindingAnswer(OwnRow):
    """整改情况, as the unit tells it. More than one where the office asks again."""

    ledger_access = Access.RECORDED
    packaged = False
    """It answers what the office of this district found."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    finding = models.UUIDField()
    words = models.CharField(_("整改情况"), max_length=500)
    on = models.DateField(_("日期"), default=timezone.localdate)
    by_name = models.CharField(_("答复人"), max_length=120)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("整改答复")
        ordering = ["at"]
        indexes = [models.Index(fields=["finding"], name="evaluation_answers_to")]

    def __str__(self) -> str:
        return self.words


class Appeal(OwnRow):
    """申诉: once for a unit and a period, which PostgreSQL holds."""

    ledger_access = Access.RECORDED
    packaged = False
    """It is about a period of this district."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    indicators = models.JSONField(_("指标"), default=list)
    words = models.CharField(_("申诉理由"), max_length=1000)
    on = models.DateField(_("日期"), default=timezone.localdate)
    by_name = models.CharField(_("申诉人"), max_length=120)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("申诉")
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["schema_name", "period"], name="evaluation_one_appeal")
        ]

    def __str__(self) -> str:
        return self.words


class AppealRuling(models.Model):
    """What the office decided about an appeal, and why."""

    ledger_access = Access.ISSUED

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    schema_name = models.CharField(max_length=63)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    appeal = models.UUIDField(unique=True)
    upheld = models.BooleanField(_("成立"))
    reason = models.CharField(_("理由"), max_length=300)
    on = models.DateField(_("日期"), default=timezone.localdate)
    by_name = models.CharField(_("办理人"), max_length=120)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("申诉裁定")
        ordering = ["at"]

    def __str__(self) -> str:
        return self.reason
