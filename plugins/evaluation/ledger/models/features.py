"""条线特色指标 before they are a part of the standard: what a lead set, and what the office said to it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.extension import Access, OwnRow
from plugins.evaluation.ledger.models.periods import Period


class FeatureProposal(OwnRow):
    """What the lead of a line wants measured in a period. Set anew, it is another row, and the newest holds."""

    ledger_access = Access.RECORDED
    packaged = False
    """It is about a period and a line of this district."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    line_code = models.CharField(_("条线"), max_length=10)
    indicators = models.JSONField(_("指标"))
    """[{"title", "basis", "method", "points"}], in the lead's order; points as text."""
    by_name = models.CharField(_("提出人"), max_length=120)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("条线特色指标方案")
        ordering = ["-at", "uuid"]

    def __str__(self) -> str:
        return f"{self.line_code} {self.period_id}"


class FeatureRuling(models.Model):
    """The office's word: published as it was set, or given back with a reason. PostgreSQL keeps it."""

    ledger_access = Access.ISSUED

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    schema_name = models.CharField(max_length=63)
    proposal = models.UUIDField(unique=True)
    accepted = models.BooleanField(_("公布"))
    reason = models.CharField(_("理由"), max_length=300, blank=True, default="")
    by_name = models.CharField(_("作出人"), max_length=120)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("条线特色指标的处理")
        ordering = ["-at", "uuid"]

    def __str__(self) -> str:
        return str(self.accepted)
