"""A period of evaluation, what was computed for each unit, and every change of a score with both values."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.extension import Access
from plugins.evaluation.ledger.models.schemes import Scheme
from plugins.evaluation.states import PeriodState, ScoreKind


class Period(models.Model):
    """评价周期: from a day to a day, by one published scheme."""

    ledger_access = Access.DIRECTORY

    code = models.CharField(_("周期"), max_length=20, unique=True)
    title = models.CharField(_("名称"), max_length=100)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"))
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="periods")
    state = models.CharField(_("状态"), max_length=10, choices=PeriodState, default=PeriodState.RUNNING)
    appeal_until = models.DateField(_("申诉截止"), null=True)
    concluded_at = models.DateTimeField(_("确定时间"), null=True)

    class Meta:
        verbose_name = _("评价周期")
        permissions = [("conclude_period", _("确定评价结果"))]
        ordering = ["-since", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")), name="evaluation_period_ends"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Score(models.Model):
    """What the engine said of a unit on a day. `body` is its answer whole; the rest is taken from it for lists."""

    ledger_access = Access.ISSUED

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    schema_name = models.CharField(max_length=63)
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="scores")
    kind = models.CharField(_("类别"), max_length=10, choices=ScoreKind)
    as_of = models.DateField(_("截至"))
    line_code = models.CharField(_("条线"), max_length=10, blank=True, default="")
    """Of the unit on that day: comparisons stay inside a line."""
    total = models.DecimalField(_("得分"), max_digits=6, decimal_places=2, null=True)
    """Rounded for lists; exact in `body`. Null where nothing applies to the unit."""
    vetoed = models.BooleanField(_("一票否决"), default=False)
    body = models.JSONField()
    scheme_digest = models.CharField(max_length=64)
    evidence_digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("计算时间"), default=timezone.now)

    class Meta:
        verbose_name = _("评价得分")
        ordering = ["-as_of", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["period", "unit", "kind"], name="evaluation_one_score_a_kind")
        ]
        indexes = [
            models.Index(fields=["period", "kind", "line_code"], name="evaluation_of_line"),
            models.Index(fields=["schema_name", "-as_of"], name="evaluation_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.unit_id} {self.total}"


class Dump(models.Model):
    """The evidence that a period was counted by, as it was: what anybody recomputes from (engine/dump.md)."""

    ledger_access = Access.DIRECTED

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(
        "registry.Unit", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    """Always empty: it is for every unit."""
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="dumps")
    as_of = models.DateField(_("截至"))
    lines = models.BinaryField()
    """JSON Lines, gzip."""
    digest = models.CharField(_("校验值"), max_length=64)
    """SHA-256 of the lines before they were packed."""
    units = models.PositiveIntegerField(_("单位数"))
    rows = models.PositiveIntegerField(_("证据条数"))
    made_at = models.DateTimeField(_("生成时间"), default=timezone.now)

    class Meta:
        verbose_name = _("评价证据")
        ordering = ["-made_at", "uuid"]

    def __str__(self) -> str:
        return self.digest[:12]


class ScoreChange(models.Model):
    """A counted score became another: both values, and why. Never changes."""

    ledger_access = Access.ISSUED

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    schema_name = models.CharField(max_length=63)
    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="changes")
    before = models.JSONField()
    after = models.JSONField()
    """{total, vetoed, indicators: {code: points}} each."""
    why = models.CharField(_("理由"), max_length=300)
    by_name = models.CharField(_("办理人"), max_length=120, blank=True, default="")
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("得分变动")
        ordering = ["-at", "uuid"]

    def __str__(self) -> str:
        return self.why
