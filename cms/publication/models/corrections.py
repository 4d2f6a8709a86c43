"""更正与澄清: said on the page, approved like everything on it, kept here as it was said."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.pages.corrections import FaultKind
from cms.publication.models.entries import Entry
from tenants.ledger import Access, OwnRow


class Correction(OwnRow):
    """What was wrong with a version of an entry, at which passage, and what is right. Never changes."""

    ledger_access = Access.FROZEN

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="said_corrections")
    key = models.CharField(max_length=64)
    """Of what was said: a correction whose words change is another one."""
    fault = models.CharField(_("问题"), max_length=10, choices=FaultKind)
    passage = models.CharField(_("涉及的原文"), max_length=300)
    text = models.TextField(_("更正或说明"))
    on = models.DateField(_("日期"))
    of_version = models.PositiveIntegerField(_("针对的版本"))
    in_version = models.PositiveIntegerField(_("公开于版本"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("更正")
        ordering = ["on", "at", "uuid"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "key"], name="publication_one_correction_a_text")
        ]

    def __str__(self):
        return f"{self.get_fault_display()} {self.passage}"
