"""The public record: one line for everything that became public, changed or left. And who was told of it."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.publication.states import RecordKind
from tenants.ledger import Access, OwnRow


class PublicRecord(OwnRow):
    """One line, written in the transaction of what it tells. The app can only add to them.

    Hashes and keys only, never content: what the law makes us erase can be erased without a gap here. `row_hash` is over
    the line itself (cms/publication/actions/recording.py), so that the lines can become a chain that outsiders check.
    """

    ledger_access = Access.FROZEN
    packaged = False  # what this installation made public; no package can bring lines into it

    seq = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("类别"), max_length=12, choices=RecordKind)
    entry = models.UUIDField(_("公开内容"), null=True)
    filing = models.UUIDField(_("目录版本"), null=True)
    version = models.PositiveIntegerField(_("版本"))
    content_hash = models.CharField(_("校验值"), max_length=64)
    plan = models.UUIDField(_("公开方案"), null=True)
    at = models.DateTimeField(_("时间"))
    row_hash = models.CharField(_("本行校验值"), max_length=64)

    class Meta:
        verbose_name = _("公开记录")
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["schema_name", "-seq"], name="publication_record_of_unit"),
            models.Index(fields=["schema_name", "entry"], name="publication_record_of_entry"),
        ]

    def __str__(self):
        return f"{self.seq} {self.get_kind_display()}"


class Telling(OwnRow):
    """Somebody was told of a line of the record, by one channel: never twice."""

    ledger_access = Access.PRIVATE
    unseen = "letters that were sent"
    packaged = False

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(PublicRecord, on_delete=models.CASCADE, related_name="tellings")
    recipient = models.UUIDField()
    channel = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("告知")
        constraints = [
            models.UniqueConstraint(fields=["record", "recipient", "channel"], name="publication_told_once")
        ]

    def __str__(self):
        return f"{self.record_id} {self.channel}"
