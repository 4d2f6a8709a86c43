"""How entries left public sight: what the public reads in their place, and what a unit owes after an emergency."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.publication.models.entries import Entry
from cms.publication.states import Departure
from tenants.ledger import Access, OwnRow


class Withdrawal(OwnRow):
    """An entry left public sight: when, why in words for the public, whom to ask, what replaces it. Never changes."""

    ledger_access = Access.FROZEN

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="withdrawals")
    kind = models.CharField(_("方式"), max_length=12, choices=Departure)
    title = models.CharField(_("标题"), max_length=255)
    version = models.PositiveIntegerField(_("版本"))
    explanation = models.CharField(_("说明"), max_length=500)
    contact = models.CharField(_("咨询"), max_length=200, blank=True, default="")
    replacement = models.UUIDField(_("替代内容"), null=True)
    """uuid of an entry of the same unit."""
    leads_on = models.BooleanField(_("直接转到替代内容"), default=False)
    notice_until = models.DateField(_("公示截止"), null=True)
    """Last day of the notice that had not run out yet: this is a finding that the office sees."""
    early_reason = models.CharField(_("提前撤下的理由"), max_length=300, blank=True, default="")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("撤回")
        ordering = ["-at", "uuid"]
        indexes = [
            models.Index(fields=["schema_name", "-at"], name="publication_gone_of_unit"),
            models.Index(
                fields=["-at"], condition=Q(notice_until__isnull=False), name="publication_gone_early"
            ),
        ]
        permissions = [("withdraw_entry", "撤回公开内容"), ("remove_entry", "紧急移除公开内容")]

    def __str__(self):
        return f"{self.title} {self.get_kind_display()}"


class Removal(OwnRow):
    """An emergency removal from the inside: who did it and why, and the account that is due after it."""

    ledger_access = Access.OVERSEEN

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    withdrawal = models.UUIDField(unique=True)
    entry = models.UUIDField()
    title = models.CharField(_("标题"), max_length=255)
    reason = models.CharField(_("原因"), max_length=200)
    by = models.UUIDField(null=True)
    by_name = models.CharField(_("移除人"), max_length=120)
    at = models.DateTimeField(_("移除时间"))
    due_at = models.DateTimeField(_("补记期限"))
    what_happened = models.TextField(_("经过"), blank=True, default="")
    ordered_by = models.CharField(_("谁决定的"), max_length=120, blank=True, default="")
    lessons = models.TextField(_("教训和措施"), blank=True, default="")
    accounted_by = models.UUIDField(null=True)
    accounted_by_name = models.CharField(_("补记人"), max_length=120, blank=True, default="")
    accounted_at = models.DateTimeField(_("补记时间"), null=True)

    class Meta:
        verbose_name = _("紧急移除")
        ordering = ["-at", "uuid"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(accounted_at=None), name="publication_account_due")
        ]

    def __str__(self):
        return self.title
