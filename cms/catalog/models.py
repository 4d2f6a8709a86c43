"""A unit's desk: the catalog version it is working on."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.catalog.item import ItemFields


class CatalogVersion(models.Model):
    """One version of the catalog as the unit compiles it. Filing it copies its items into the ledger."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(_("版本"), unique=True)
    title = models.CharField(_("名称"), max_length=200)
    compiled_on = models.DateField(_("编制日期"))
    source = models.CharField(_("来源文件"), max_length=200, blank=True, default="")
    filed_at = models.DateTimeField(_("报送时间"), null=True, editable=False)

    class Meta:
        verbose_name = _("公开目录")
        ordering = ["-number"]

    def __str__(self):
        return self.title


class CatalogItem(ItemFields):
    """公开事项 in a working version."""

    version = models.ForeignKey(CatalogVersion, on_delete=models.CASCADE, related_name="items")

    class Meta(ItemFields.Meta):
        verbose_name = _("公开事项")
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="catalog_one_code")]

    def __str__(self):
        return f"{self.code} {self.title}"
