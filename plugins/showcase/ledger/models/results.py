"""公示, objections, 通报, and the leads who organised well."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plugins.showcase.ledger import readers
from plugins.showcase.ledger.models.campaigns import CampaignRow


class Notice(CampaignRow):
    """公示 of the result, for working days in which anybody may object."""

    ledger_readers = readers.EVERYBODY

    number = models.PositiveSmallIntegerField(_("第几次"))
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止（含当日）"))
    workdays = models.PositiveSmallIntegerField(_("工作日"))
    lines = models.JSONField(default=list)
    """What was put out, as it was: [{"line", "units": [name], "empty": reason}]"""

    class Meta:
        verbose_name = _("公示")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="showcase_notice_number"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="showcase_notice_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.starts_on}"


class Objection(CampaignRow):
    """异议, from anybody. The office alone reads it: never the unit it is about."""

    ledger_readers = readers.NOBODY

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
    about = models.CharField(_("关于哪个单位"), max_length=100, blank=True, default="")
    text = models.TextField(_("内容"))
    contact = models.CharField(_("联系方式"), max_length=100, blank=True, default="")
    """Only if they want an answer; taken away with the answer of the whole (`actions.show`)."""
    code = models.CharField(_("查询码"), max_length=20, unique=True)
    answer = models.TextField(_("答复"), blank=True, default="")
    upheld = models.BooleanField(_("查实"), null=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = _("异议")
        ordering = ["at", "uuid"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | (~Q(answer="") & Q(upheld__isnull=False)),
                name="showcase_answered_in_words",
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Bulletin(CampaignRow):
    """通报."""

    ledger_readers = readers.EVERYBODY

    number = models.CharField(_("文号"), max_length=60)
    title = models.CharField(_("标题"), max_length=200)
    text = models.TextField(_("正文"))
    issued_on = models.DateField(_("印发日期"))
    lines = models.JSONField(default=list)
    """The result as it was told: [{"line", "units": [name], "empty": reason}]"""

    class Meta:
        verbose_name = _("通报")
        constraints = [models.UniqueConstraint(fields=["campaign"], name="showcase_one_bulletin")]

    def __str__(self) -> str:
        return self.title


class OrganizerAward(CampaignRow):
    """优秀组织单位, with the figures it was decided by."""

    ledger_readers = readers.EVERYBODY

    line = models.ForeignKey("registry.DisclosureLine", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    measures = models.JSONField(default=list)
    """[{"key", "title", "value"}]"""
    reason = models.TextField(_("理由"))

    class Meta:
        verbose_name = _("优秀组织单位")
        ordering = ["line__code"]
        constraints = [models.UniqueConstraint(fields=["campaign", "unit"], name="showcase_awarded_once")]

    def __str__(self) -> str:
        return f"{self.unit_id}"
