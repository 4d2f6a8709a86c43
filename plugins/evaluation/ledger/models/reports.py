"""A Word template that the district put in the place of one that comes with the product."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.extension import Access


class ReportTemplate(models.Model):
    """The newest of each report holds. Units read it, for they make their own documents of it."""

    ledger_access = Access.DIRECTORY

    report = models.CharField(_("文书"), max_length=20)
    file = models.BinaryField()
    """A .docx with placeholders."""
    by_name = models.CharField(_("上传人"), max_length=120)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("文书模板")
        ordering = ["report", "-at", "-pk"]

    def __str__(self) -> str:
        return self.report
