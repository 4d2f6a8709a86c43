"""最佳实践 as it is shown, and who took it over."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from plugins.showcase.ledger import readers
from plugins.showcase.ledger.models.campaigns import CampaignRow
from plugins.showcase.ledger.models.decisions import Selection


class Practice(CampaignRow):
    """What a selected unit does, told for others: story, what to copy, limits, before and after. Names no person."""

    ledger_readers = readers.SHOWN

    selection = models.OneToOneField(Selection, on_delete=models.PROTECT, related_name="practice")
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey("registry.DisclosureLine", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("单位类别"), max_length=20)
    year = models.PositiveSmallIntegerField(_("年度"))
    slug = models.SlugField(_("地址"), max_length=60, unique=True)
    title = models.CharField(_("标题"), max_length=100)
    summary = models.TextField(_("一句话说明"), blank=True, default="")
    story = models.TextField(_("做法"), blank=True, default="")
    replicable = models.TextField(_("可以照搬的"), blank=True, default="")
    limits = models.TextField(_("适用条件和局限"), blank=True, default="")
    aspects = models.JSONField(_("所属方面"), default=list, blank=True)
    before = models.JSONField(_("之前的数据"), default=dict, blank=True)
    after = models.JSONField(_("之后的数据"), default=dict, blank=True)
    photos = models.JSONField(_("照片"), default=list, blank=True)
    """[{"image": id of the central site, "alt", "sha256"}]"""
    documents = models.JSONField(_("附件"), default=list, blank=True)
    """[{"document": id of the central site, "title"}]"""
    telephone = models.CharField(_("单位办公电话"), max_length=40, blank=True, default="")
    feature = models.TextField(_("专题报道"), blank=True, default="")
    kit = models.JSONField(_("做法包"), default=dict, blank=True)
    kit_digest = models.CharField(_("做法包校验值"), max_length=64, blank=True, default="")
    shown_at = models.DateTimeField(_("上线时间"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("最佳实践")
        ordering = ["-year", "line__code", "slug"]

    def __str__(self) -> str:
        return self.title


class Adoption(CampaignRow):
    """A unit took a practice's kit over into its drafts; half a year later its figures are put beside those of then."""

    ledger_readers = readers.EVERYBODY

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="adoptions")
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    kit_digest = models.CharField(_("做法包校验值"), max_length=64)
    taken = models.JSONField(default=dict)
    """What was made: {"items": [codes], "pages": number}"""
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    measured_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("采用")
        ordering = ["at", "uuid"]
        constraints = [models.UniqueConstraint(fields=["practice", "unit"], name="showcase_adopted_once")]

    def __str__(self) -> str:
        return f"{self.practice_id} {self.unit_id}"
