"""What the nightly scan found on a unit's own public pages: found once, warned, and gone when it is mended."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.extension import OwnRow


class PageCheck(OwnRow):
    """One rule that a page, or the column, does not keep to. A row for each fault, not for each night."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.CharField(_("规则"), max_length=30)
    entry = models.UUIDField(_("公开内容"), null=True)
    item_code = models.CharField(_("事项编码"), max_length=20, blank=True, default="")
    title = models.CharField(_("标题"), max_length=255, blank=True, default="")
    detail = models.CharField(_("说明"), max_length=300, blank=True, default="")
    since = models.DateField(_("发现日期"))
    counts_from = models.DateField(_("计分日期"))
    """It is told on the day it is found and counts from this day on, if it is not mended before."""
    fixed_on = models.DateField(_("消除日期"), null=True)

    class Meta:
        verbose_name = _("页面检查")
        ordering = ["fixed_on", "counts_from", "rule", "uuid"]
        constraints = [
            models.UniqueConstraint(
                fields=["schema_name", "rule", "entry", "item_code"],
                condition=models.Q(fixed_on=None),
                nulls_distinct=False,
                name="evaluation_one_open_fault",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.title}"


class Scan(OwnRow):
    """The last night on which the unit's pages were looked at: what has no fault since then is known to be right."""

    on = models.DateField(_("检查日期"))
    entries = models.PositiveIntegerField(_("检查条数"), default=0)
    faults = models.PositiveIntegerField(_("问题数"), default=0)

    class Meta:
        verbose_name = _("页面检查时间")
        constraints = [models.UniqueConstraint(fields=["schema_name"], name="evaluation_one_scan")]

    def __str__(self) -> str:
        return f"{self.schema_name} {self.on}"
