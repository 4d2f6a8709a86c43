"""How stable a result is, what was deliberated, and whom it fell on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.extension import Access
from plugins.showcase.ledger import readers
from plugins.showcase.ledger.models.campaigns import CampaignRow
from plugins.showcase.ledger.models.nominations import Nomination


class Stability(CampaignRow):
    """稳定性说明 of a line's scores: computed, and never changed. A later one replaces it."""

    ledger_access = Access.SHARED_FROZEN
    ledger_readers = readers.JOINT

    line = models.ForeignKey("registry.DisclosureLine", on_delete=models.PROTECT, related_name="+")
    statement = models.JSONField(default=dict)
    """stability.Statement as plain values: numbers as exact text."""
    separable = models.BooleanField(_("分得开"))
    places = models.PositiveSmallIntegerField(_("入选几家时"))
    seed = models.CharField(_("随机种子"), max_length=80)
    digest = models.CharField(_("校验值"), max_length=64)

    class Meta:
        verbose_name = _("稳定性说明")
        ordering = ["-at", "uuid"]

    def __str__(self) -> str:
        return f"{self.line_id} {self.digest[:8]}"


class Deliberation(CampaignRow):
    """合议."""

    ledger_readers = readers.JOINT

    line = models.ForeignKey("registry.DisclosureLine", on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(_("合议日期"))
    record = models.TextField(_("记录"))
    decision = models.TextField(_("决定"))
    reasons = models.TextField(_("理由"))

    class Meta:
        verbose_name = _("合议")
        ordering = ["-at", "uuid"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(record="") & ~Q(decision="") & ~Q(reasons=""),
                name="showcase_deliberated_in_words",
            )
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.held_on}"


class Selection(CampaignRow):
    """入选."""

    ledger_readers = readers.DECIDED

    line = models.ForeignKey("registry.DisclosureLine", on_delete=models.PROTECT, related_name="+")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="selections")
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(_("名额"))
    stability = models.ForeignKey(Stability, on_delete=models.PROTECT, related_name="selections")
    deliberation = models.ForeignKey(
        Deliberation, null=True, on_delete=models.PROTECT, related_name="selections"
    )
    reason = models.TextField(_("理由"), blank=True, default="")
    revoked_at = models.DateTimeField(_("取消时间"), null=True)
    revoked_why = models.TextField(_("取消理由"), blank=True, default="")

    class Meta:
        verbose_name = _("入选")
        ordering = ["line__code", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "line", "place"],
                condition=Q(revoked_at=None),
                name="showcase_one_wins_a_place",
            ),
            models.UniqueConstraint(
                fields=["nomination"], condition=Q(revoked_at=None), name="showcase_wins_once"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | ~Q(revoked_why=""), name="showcase_revoked_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.place}"
