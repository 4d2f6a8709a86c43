"""最佳实践 as it is shown, stories about it, and who took it over."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.extension import Access
from plugins.showcase.ledger import readers
from plugins.showcase.ledger.models.campaigns import CampaignRow
from plugins.showcase.ledger.models.decisions import Selection


class Practice(CampaignRow):
    """What a selected unit does, told for others: story, what to copy, limits, before and after. Names no person.

    Once shown, PostgreSQL keeps it as it is: only a next version replaces it, or it is taken down (migrations/0004).
    """

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
    """As evaluation gave it: {"period", "total", "aspects", "indicators", "scheme"}; {} where there is none."""
    after = models.JSONField(_("之后的数据"), default=dict, blank=True)
    photos = models.JSONField(_("照片"), default=list, blank=True)
    """[{"image": id of the central site, "alt", "caption", "sha256"}]"""
    documents = models.JSONField(_("附件"), default=list, blank=True)
    """[{"title", "url"}]"""
    office = models.CharField(_("联系科室"), max_length=100, blank=True, default="", db_default="")
    telephone = models.CharField(_("单位办公电话"), max_length=40, blank=True, default="")
    feature = models.TextField(_("专题报道"), blank=True, default="")
    kit = models.JSONField(_("做法包"), default=dict, blank=True)
    kit_digest = models.CharField(_("做法包校验值"), max_length=64, blank=True, default="")
    shown_at = models.DateTimeField(_("上线时间"), null=True)
    taken_down_why = models.CharField(_("撤下理由"), max_length=300, blank=True, default="", db_default="")
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
    """What was made: {"version": of the practice, "items": [codes], "pages": [keys], "settings": [slugs]}"""
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    measured_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("采用")
        ordering = ["at", "uuid"]
        constraints = [models.UniqueConstraint(fields=["practice", "unit"], name="showcase_adopted_once")]

    def __str__(self) -> str:
        return f"{self.practice_id} {self.unit_id}"

    @property
    def codes(self) -> list[str]:
        return list(self.taken.get("items", []))


class FeatureStory(models.Model):
    """专题报道 of the office: about a practice, or about nothing in particular."""

    ledger_access = Access.DIRECTORY

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(
        Practice,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stories",
        verbose_name=_("最佳实践"),
    )
    title = models.CharField(_("标题"), max_length=100)
    summary = models.CharField(_("一句话说明"), max_length=300, blank=True, default="")
    body = models.TextField(_("正文"))
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("公开时间"), null=True)

    class Meta:
        verbose_name = _("专题报道")
        ordering = ["-published_at", "uuid"]

    def __str__(self) -> str:
        return self.title


class Window(models.Model):
    """Whether the centre shows its showcase at all: what units show of it hangs on that. No row: it does.

    PostgreSQL writes a row whenever the plugin is switched at the centre (migrations/0005), which no unit sees.
    """

    ledger_access = Access.DIRECTORY

    is_open = models.BooleanField(default=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("展示开关")
        ordering = ["-since"]

    def __str__(self) -> str:
        return str(self.is_open)
