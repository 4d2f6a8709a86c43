"""Catalog versions as filed: frozen, hashed, registered."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.catalog.item import ItemFields
from cms.filing.states import FilingState
from cms.registry.models import Unit
from tenants.ledger import Access, OwnRow


class Filing(OwnRow):
    """One version of a unit's catalog, on its way into the register or in it."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="filings")
    number = models.PositiveIntegerField(_("版本"))
    title = models.CharField(_("名称"), max_length=200)
    state = models.CharField(_("状态"), max_length=12, choices=FilingState, default=FilingState.SUBMITTED)
    digest = models.CharField(_("校验值"), max_length=64)
    register_number = models.CharField(_("登记号"), max_length=40, blank=True, default="")
    filed_on = models.DateField(_("报送日期"))
    registered_on = models.DateField(_("登记日期"), null=True)
    note = models.TextField(_("说明"), blank=True, default="")

    class Meta:
        verbose_name = _("目录报备")
        constraints = [
            models.UniqueConstraint(fields=["schema_name", "number"], name="filing_one_number"),
            models.UniqueConstraint(
                fields=["schema_name"], condition=models.Q(state="REGISTERED"), name="filing_one_registered"
            ),
        ]

    def __str__(self):
        return self.title


class FiledItem(OwnRow, ItemFields):
    """One item of a filed version. Never changes."""

    ledger_access = Access.FROZEN
    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="items")

    class Meta(ItemFields.Meta):
        verbose_name = _("目录事项")
        constraints = [models.UniqueConstraint(fields=["filing", "code"], name="filing_one_code")]

    def __str__(self):
        return f"{self.code} {self.title}"
