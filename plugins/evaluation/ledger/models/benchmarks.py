"""What a line's best-practice unit stood at, indicator by indicator, for the units of its line to measure themselves by."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.extension import Access
from plugins.evaluation.ledger.models.periods import Period


class Benchmark(models.Model):
    """One best-practice unit's self-check of a period, renewed with it. No other unit's figures are told to its peers."""

    ledger_access = Access.DIRECTED

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(
        "registry.Unit", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    """Always empty: it is for every unit."""
    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="+")
    line_code = models.CharField(_("条线"), max_length=10)
    of = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(null=True)
    """Among those of its line: the newest choice is 0. Null: it is no measure any more."""
    as_of = models.DateField(_("截至"))
    points = models.JSONField(_("得分"))
    """Code of an indicator → exact points; null where it does not apply to that unit."""
    made_at = models.DateTimeField(_("计算时间"), default=timezone.now)

    class Meta:
        verbose_name = _("对照单位")
        ordering = ["line_code", "place"]
        constraints = [
            models.UniqueConstraint(fields=["period", "line_code", "of"], name="evaluation_one_benchmark")
        ]

    def __str__(self) -> str:
        return f"{self.line_code} {self.of_id}"
