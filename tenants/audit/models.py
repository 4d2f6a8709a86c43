"""Who did what to a site or an account, and when. Added to, never changed; content has Wagtail's own log."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenants.audit.kinds import AuditKind
from tenants.ledger import Access, OwnRow


def kinds() -> list[tuple[str, Any]]:
    """Asked when it is needed, so that a new kind of event is no migration."""
    return AuditKind.choices


class AuditRecord(OwnRow):
    """One event of the tenant that was bound when it happened. The time is the database's."""

    ledger_access = Access.RECORDED
    unseen = "the log of the installation, for those who work in it"
    packaged = False  # what happened in this installation, which no package can tell

    at = models.DateTimeField(_("时间"), db_default=Now(), editable=False)
    kind = models.CharField(_("事件"), max_length=40, choices=kinds)
    actor = models.UUIDField(null=True, editable=False)
    """Identity of who did it; null when nobody was known (a failed log-in) or the operator's command line did."""
    actor_name = models.CharField(_("办理人"), max_length=120, blank=True, default="")
    subject = models.CharField(_("对象"), max_length=200, blank=True, default="")
    detail = models.JSONField(_("详情"), default=dict, blank=True)

    class Meta:
        verbose_name = _("审计记录")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["schema_name", "-at", "-id"], name="audit_newest_of_unit")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"
