"""材料: documents that a unit hands in to show a mechanism, and what the office says of each."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.extension import Access, OwnRow
from plugins.evaluation.states import Mechanism


class Document(OwnRow):
    """Handed in on the server's day. What shows it is a public entry of the unit, or the number of a document."""

    ledger_access = Access.RECORDED

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mechanism = models.CharField(_("制度"), max_length=20, choices=Mechanism)
    title = models.CharField(_("名称"), max_length=200)
    dated = models.DateField(_("落款日期"), null=True)
    entry = models.UUIDField(_("公开内容"), null=True)
    reference = models.CharField(_("文号"), max_length=100, blank=True, default="")
    filed_on = models.DateField(_("提交日期"), default=timezone.localdate)
    by_name = models.CharField(_("提交人"), max_length=120)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("材料")
        ordering = ["mechanism", "-at"]
        indexes = [models.Index(fields=["schema_name", "mechanism"], name="evaluation_papers_of")]

    def __str__(self) -> str:
        return self.title


class DocumentRuling(models.Model):
    """Taken for what it is, or not, and why. A later ruling stands before an earlier one; none changes."""

    ledger_access = Access.ISSUED

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    schema_name = models.CharField(max_length=63)
    document = models.UUIDField()
    """A Document's key. No foreign key: a unit that moves away takes its documents along, and not these."""
    accepted = models.BooleanField(_("认可"))
    reason = models.CharField(_("理由"), max_length=300, blank=True, default="")
    on = models.DateField(_("日期"), default=timezone.localdate)
    by_name = models.CharField(_("办理人"), max_length=120)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("材料认定")
        ordering = ["at"]
        indexes = [models.Index(fields=["document", "at"], name="evaluation_ruling_of")]

    def __str__(self) -> str:
        return self.reason or str(self.document)
