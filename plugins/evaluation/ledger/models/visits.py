"""实地走访: what a reviewer saw at a unit, as it was sent from there."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.extension import Access, OwnRow
from plugins.evaluation.ledger.models.periods import Period


class Visit(OwnRow):
    """One visit, kept where the reviewer is. What was marked on it are judgements."""

    ledger_access = Access.RECORDED
    packaged = False
    """It is about a unit and a period of this district."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """Of the form on which it was written: sent twice, it is there once."""
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    visited_on = models.DateField(_("走访日期"))
    seen = models.TextField(_("看到的情况"), max_length=2000)
    photos = models.JSONField(_("照片"), default=list, blank=True)
    """[{"sha256", "bytes", "image": key in the library of the reviewer's own site}]"""
    reviewer = models.UUIDField(_("评审人"))
    by_name = models.CharField(_("评审人姓名"), max_length=120)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("实地走访")
        ordering = ["-visited_on", "-at"]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.visited_on}"
