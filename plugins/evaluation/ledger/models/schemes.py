"""评价标准: data, frozen by PostgreSQL once it is published."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.extension import Access
from plugins.evaluation.states import SchemeState


class Scheme(models.Model):
    """One version of a standard. `data` is what the engine reads (engine/scheme.py); `digest` is over it."""

    ledger_access = Access.DIRECTORY

    code = models.CharField(_("标准"), max_length=40)
    version = models.CharField(_("版本"), max_length=20)
    title = models.CharField(_("名称"), max_length=100)
    data = models.JSONField(_("内容"))
    digest = models.CharField(_("校验值"), max_length=64)
    state = models.CharField(_("状态"), max_length=10, choices=SchemeState, default=SchemeState.DRAFT)
    published_at = models.DateTimeField(_("公布时间"), null=True)

    class Meta:
        verbose_name = _("评价标准")
        ordering = ["code", "-published_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="evaluation_one_version")]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class FeaturePart(models.Model):
    """条线特色指标: what a line's lead measures beside the common part. Frozen likewise."""

    ledger_access = Access.DIRECTORY

    line_code = models.CharField(_("条线"), max_length=10)
    period = models.ForeignKey(
        "evaluation_ledger.Period", null=True, on_delete=models.PROTECT, related_name="features"
    )
    """The one that it is for. Empty: of any, as they were before parts were set for a period."""
    version = models.CharField(_("版本"), max_length=20)
    data = models.JSONField(_("内容"))
    digest = models.CharField(_("校验值"), max_length=64)
    state = models.CharField(_("状态"), max_length=10, choices=SchemeState, default=SchemeState.DRAFT)
    published_at = models.DateTimeField(_("公布时间"), null=True)

    class Meta:
        verbose_name = _("条线特色指标")
        ordering = ["line_code", "-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["line_code", "version"], name="evaluation_one_feature_version"),
            models.UniqueConstraint(fields=["period", "line_code"], name="evaluation_one_feature_part"),
        ]

    def __str__(self) -> str:
        return f"{self.line_code} {self.version}"
