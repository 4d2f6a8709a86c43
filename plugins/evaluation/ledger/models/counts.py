"""A count that somebody ordered: how far it is, how it ended, and why where it did not."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.extension import Access, OwnRow
from plugins.evaluation.ledger.models.periods import Period
from plugins.evaluation.states import UNDER_WAY, RunState

SILENCE = dt.timedelta(minutes=10)
"""Without a sign for so long it is taken for dead: a new one may be ordered."""


class CountRun(OwnRow):
    """One order to count a period. The office's own, kept as it ended."""

    ledger_access = Access.OVERSEEN
    packaged = False

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("状态"), max_length=10, choices=RunState, default=RunState.WAITING)
    why = models.CharField(_("理由"), max_length=300)
    done = models.PositiveIntegerField(_("已算单位数"), default=0)
    units = models.PositiveIntegerField(_("单位数"), null=True)
    """Null until it has begun."""
    by = models.UUIDField(null=True)
    by_name = models.CharField(_("办理人"), max_length=120)
    ordered_at = models.DateTimeField(_("提交时间"), default=timezone.now)
    told_at = models.DateTimeField(_("最近进展"), default=timezone.now)
    error = models.CharField(_("原因"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("计分任务")
        ordering = ["-ordered_at", "uuid"]
        constraints = [
            models.UniqueConstraint(
                fields=["period"],
                condition=models.Q(state__in=[RunState.WAITING, RunState.RUNNING]),
                name="evaluation_one_count_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.state}"

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY and not self.is_silent

    @property
    def is_silent(self) -> bool:
        """It should be running and is not: whoever worked on it died, or nobody works on the queue."""
        return self.state in UNDER_WAY and timezone.now() - self.told_at > SILENCE
