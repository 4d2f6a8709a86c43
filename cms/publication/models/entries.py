"""What is public, as the district sees it: one row for each entry, one for each of its versions."""

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cms.procedure.states import Change
from cms.registry.models import Unit
from tenants.ledger import Access, OwnRow


class Entry(OwnRow):
    """A public entry in its present version. Written in the transaction that publishes its page.

    `uuid` is the page's translation_key: stable over edits and moves, new for a copy.
    """

    uuid = models.UUIDField(primary_key=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("类型"), max_length=20, default="article")
    item_code = models.CharField(_("事项编码"), max_length=20)
    item_title = models.CharField(_("所属事项"), max_length=200)
    section = models.CharField(_("一级事项"), max_length=100)
    item_path = models.CharField(max_length=300)
    title = models.CharField(_("标题"), max_length=255)
    summary = models.TextField(_("一句话说明"), blank=True, default="")
    path = models.CharField(_("地址"), max_length=500)
    period_key = models.CharField(max_length=20, blank=True, default="")
    period_label = models.CharField(_("所属期"), max_length=40, blank=True, default="")
    html = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    fields = models.JSONField(default=dict, blank=True)
    attachments = models.JSONField(default=list, blank=True)
    images = models.JSONField(default=list, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)
    version = models.PositiveIntegerField(_("版本"), default=1)
    content_hash = models.CharField(_("校验值"), max_length=64)
    published_at = models.DateTimeField(_("公开时间"))
    public_at = models.DateTimeField(_("公开日期"), db_default=Now())
    """The day it counts as new: of its first version, or of its last major change."""
    updated_at = models.DateTimeField(_("更新时间"))
    corrections = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True)
    """Those on the page now, in its order: {key, fault, passage, text, on, of_version}."""
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    withdrawal = models.UUIDField(null=True)
    """The Withdrawal by which it left, while it is away."""

    class Meta:
        verbose_name = _("公开内容")
        ordering = ["-published_at", "uuid"]
        indexes = [
            models.Index(
                fields=["-published_at", "uuid"], condition=Q(withdrawn_at=None), name="publication_newest"
            ),
            models.Index(fields=["schema_name", "-published_at", "uuid"], name="publication_of_unit"),
            models.Index(fields=["schema_name", "item_code", "-published_at"], name="publication_of_item"),
            models.Index(
                fields=["-public_at", "uuid"], condition=Q(withdrawn_at=None), name="publication_freshest"
            ),
            models.Index(fields=["schema_name", "-public_at", "uuid"], name="publication_fresh_of_unit"),
            models.Index(
                fields=["withdrawn_at"], condition=Q(withdrawn_at__isnull=False), name="publication_gone"
            ),
            models.Index(fields=["schema_name", "path"], name="publication_at_address"),
        ]

    def __str__(self):
        return self.title


class EntryVersion(OwnRow):
    """One published version of an entry, as it was. Never changes."""

    ledger_access = Access.FROZEN

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    title = models.CharField(max_length=255)
    html = models.TextField(blank=True, default="")
    content_hash = models.CharField(max_length=64)
    change = models.CharField(
        _("改动"), max_length=5, choices=Change, default=Change.MAJOR, db_default=Change.MAJOR
    )
    note = models.CharField(_("更新说明"), max_length=300, blank=True, default="")
    at = models.DateTimeField(_("时间"))
    plan = models.UUIDField(null=True)
    """The plan it carries out, which the database asks for. Empty only in versions from before the procedure."""
    steps = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    """The steps that the plan took, as the public reads them: [{step, role, unit, on, note…}]; no names."""
    row_digest = models.CharField(max_length=64, default="", db_default="", blank=True)
    """SHA-256, by the database, of the page's row as it was published. The live row has to be the same."""

    class Meta:
        verbose_name = _("历史版本")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="publication_one_version_a_number"),
            models.UniqueConstraint(fields=["schema_name", "plan"], name="publication_one_version_a_plan"),
        ]

    def __str__(self):
        return f"{self.entry_id} v{self.number}"
