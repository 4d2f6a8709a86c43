"""What only people can say: a veto, a grade from elsewhere, a bonus. Said by the office, about one unit, with its basis."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.extension import Access
from plugins.evaluation.ledger.models.periods import Period


class Said(models.Model):
    """What every word of the office about a unit has in common."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    schema_name = models.CharField(max_length=63)
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("项目"), max_length=40)
    on = models.DateField(_("日期"))
    basis = models.CharField(_("依据"), max_length=500)
    """The document it rests on, or the entry and version (uuid and number)."""
    by_name = models.CharField(_("作出人"), max_length=120)
    at = models.DateTimeField(_("时间"), default=timezone.now)
    lifted_on = models.DateField(_("撤销日期"), null=True, blank=True)
    lifted_why = models.CharField(_("撤销理由"), max_length=300, blank=True, default="")

    class Meta:
        abstract = True


class Veto(Said):
    """一票否决: 泄密、严重表述错误、弄虚作假、重大负面舆情. Decided by people, on a signal or without one."""

    ledger_access = Access.ISSUED

    class Meta:
        verbose_name = _("一票否决")
        ordering = ["-on", "uuid"]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.code}"


class Grade(Said):
    """A grade that another assessment gave (上级党建考核等次)."""

    ledger_access = Access.ISSUED

    grade = models.CharField(_("等次"), max_length=20)

    class Meta:
        verbose_name = _("外来等次")
        ordering = ["-on", "uuid"]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.code} {self.grade}"


class Award(Said):
    """加分: promoted by a superior, taken over by others."""

    ledger_access = Access.ISSUED

    points = models.DecimalField(_("加分"), max_digits=4, decimal_places=2)

    class Meta:
        verbose_name = _("加分")
        ordering = ["-on", "uuid"]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.code} {self.points}"
