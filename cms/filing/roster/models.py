"""Staff of a unit whom the office may call, and the yearly word on the unit's entry in the register."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.registry.models import Unit
from tenants.ledger import Access, OwnRow


class UnitContact(OwnRow):
    """工作联系人. The unit writes it, and removes it when somebody leaves; the office and whoever guides it read it."""

    ledger_access = Access.GUIDED
    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("姓名"), max_length=40)
    duty = models.CharField(_("职责"), max_length=60)
    telephone = models.CharField(_("电话"), max_length=40)
    email = models.EmailField(_("电子邮箱"), blank=True, default="")
    order = models.PositiveSmallIntegerField(_("序号"), default=0)

    class Meta:
        verbose_name = _("工作联系人")
        ordering = ["order", "name", "uuid"]

    def __str__(self):
        return self.name


class RosterWord(models.TextChoices):
    CONFIRMED = "CONFIRMED", _("核对无误")
    WRONG = "WRONG", _("登记有误")


class RosterConfirmation(OwnRow):
    """登记核对: what the register said of the unit on a day, and what the unit said to that. Names no person."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="confirmations")
    word = models.CharField(_("结论"), max_length=10, choices=RosterWord)
    on = models.DateField(_("核对日期"))
    facts = models.JSONField(default=dict)
    """What was shown: label → text."""
    note = models.TextField(_("哪里有误"), blank=True, default="")
    settled_on = models.DateField(_("办结日期"), null=True)
    answer = models.TextField(_("办理说明"), blank=True, default="")

    class Meta:
        verbose_name = _("登记核对")
        permissions = [("oversee_units", _("查看所指导的单位"))]
        ordering = ["-on", "uuid"]
        indexes = [models.Index(fields=["unit", "-on"], name="filing_confirmed")]

    def __str__(self):
        return f"{self.unit_id} {self.on}"
