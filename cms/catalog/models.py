"""A unit's desk: the catalog version it is working on, every change made to it, and files that are being looked at."""

import datetime as dt
import uuid

from django.contrib.postgres.functions import RandomUUID
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.catalog.item import ItemFields
from cms.catalog.states import CompilingState


class Edited(models.Model):
    """Who changed a thing last. `revision` is that of the version at the time: it only ever grows."""

    revision = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    edited_at = models.DateTimeField(_("修改时间"), null=True, editable=False)
    edited_by = models.CharField(
        _("修改人"), max_length=100, blank=True, default="", db_default="", editable=False
    )

    class Meta:
        abstract = True


class CatalogVersion(Edited):
    """One version of the catalog as the unit compiles it. Filing it copies its items into the ledger."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(_("版本"), unique=True)
    title = models.CharField(_("名称"), max_length=200)
    compiled_on = models.DateField(_("编制日期"))
    source = models.CharField(_("来源"), max_length=200, blank=True, default="")
    """What it was made from, in words: a file, a template, another version, another unit."""
    filed_at = models.DateTimeField(_("报送时间"), null=True, editable=False)
    base = models.UUIDField(null=True, editable=False)
    """The version that it was started from; None for one from a template, a file, another unit or nothing."""

    class Meta:
        verbose_name = _("公开目录")
        ordering = ["-number"]
        permissions = [("compile_catalogversion", _("编制公开目录"))]

    def __str__(self):
        return self.title

    @property
    def state(self) -> CompilingState:
        """Follows from whether it was filed: the two can never disagree."""
        return CompilingState.FILED if self.filed_at else CompilingState.COMPILING

    @property
    def is_open(self) -> bool:
        return self.state == CompilingState.COMPILING


class CatalogItem(ItemFields, Edited):
    """公开事项 in a working version."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    version = models.ForeignKey(CatalogVersion, on_delete=models.CASCADE, related_name="items")

    class Meta(ItemFields.Meta):
        verbose_name = _("公开事项")
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="catalog_one_code")]

    def __str__(self):
        return f"{self.code} {self.title}"


class CatalogChange(models.Model):
    """One saved change of a version: enough to say who wrote which cell, and to take it back."""

    version = models.ForeignKey(CatalogVersion, on_delete=models.CASCADE, related_name="changes")
    revision = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.UUIDField(null=True)
    """The person's identity; None for a command."""
    by_name = models.CharField(max_length=100, blank=True, default="")
    cells = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    """[{item, code, field, before, after}], the values as texts of the table."""
    added = models.JSONField(default=list)
    """Uuids of the items that it added."""
    removed = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    """The items that it removed, whole: {uuid, and every field}."""
    order = models.JSONField(null=True)
    """Uuids in the order before, where it moved anything."""
    undone = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("目录修改")
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(fields=["version", "revision"], name="catalog_one_change")]

    def __str__(self):
        return f"{self.version_id}-{self.revision}"


class CatalogUpload(models.Model):
    """A file as it was read, until somebody has looked at it. Kept for a day; the file itself is not kept at all."""

    KEPT = dt.timedelta(days=1)
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("文件名"), max_length=200)
    by_name = models.CharField(max_length=100, blank=True, default="")
    read_at = models.DateTimeField(default=timezone.now)
    document = models.JSONField(encoder=DjangoJSONEncoder)
    """What the reader understood (cms.catalog.desk.kept)."""

    class Meta:
        verbose_name = _("目录文件")

    def __str__(self):
        return self.name
