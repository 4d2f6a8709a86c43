"""Scores by aspect, of the blind round and of visits; and who sits in a visit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.extension import Access, OwnRow
from plugins.showcase.ledger import readers
from plugins.showcase.ledger.models.campaigns import CampaignRow
from plugins.showcase.ledger.models.nominations import Nomination
from plugins.showcase.states import SheetKind, SheetState


class Visit(CampaignRow):
    """实地调研 of one nomination, as the office arranges it."""

    ledger_readers = readers.JOINT

    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="visit")
    planned_on = models.DateField(_("计划日期"))
    held_on = models.DateField(_("调研日期"), null=True, blank=True)
    note = models.TextField(_("纪要"), blank=True, default="")

    class Meta:
        verbose_name = _("实地调研")
        ordering = ["planned_on", "uuid"]

    def __str__(self) -> str:
        return f"{self.nomination_id} {self.planned_on}"


class VisitSeat(CampaignRow):
    """调研组成员单位."""

    ledger_readers = readers.JOINT

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="seats")
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    excused = models.CharField(_("不参加的原因"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("调研组成员单位")
        constraints = [models.UniqueConstraint(fields=["visit", "unit"], name="showcase_one_seat")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.unit_id}"


class Sheet(CampaignRow):
    """评分表 of one person about one nomination. Sealed when it is handed in; nobody else reads it before its stage closes."""

    ledger_readers = readers.OPENED

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="sheets")
    kind = models.CharField(_("哪一轮"), max_length=6, choices=SheetKind)
    unit = models.ForeignKey(
        "registry.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("评分单位")
    )
    decisive = models.BooleanField(_("计入结果"), default=True)
    """False for the lead of the nomination's own line: shown, and without weight. PostgreSQL sets it."""
    role = models.CharField(_("评分人身份"), max_length=60, blank=True, default="")
    visited_on = models.DateField(_("到场日期"), null=True, blank=True)
    note = models.TextField(_("意见"), blank=True, default="")
    photos = models.JSONField(_("照片"), default=list, blank=True)
    """[{"name", "sha256", "bytes"}]"""
    state = models.CharField(_("状态"), max_length=6, choices=SheetState, default=SheetState.DRAFT)
    nonce = models.CharField(max_length=64, blank=True, default="")
    """Unknown to others until the opening, so that the seal cannot be guessed at."""
    seal = models.CharField(_("封存校验值"), max_length=64, blank=True, default="")
    sealed_at = models.DateTimeField(_("封存时间"), null=True)

    class Meta:
        verbose_name = _("评分表")
        ordering = ["kind", "at", "uuid"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "kind", "schema_name", "by"], name="showcase_one_sheet"
            ),
            models.CheckConstraint(
                condition=Q(state=SheetState.DRAFT) | (~Q(seal="") & Q(sealed_at__isnull=False)),
                name="showcase_sealed_with_a_seal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.nomination_id}"


class Mark(OwnRow):
    """Points for one aspect. Read by whoever reads its sheet."""

    ledger_access = Access.SHARED
    ledger_readers = readers.WITH_ITS_SHEET
    packaged = False

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="marks")
    aspect = models.PositiveSmallIntegerField(_("方面"))
    points = models.DecimalField(_("得分"), max_digits=5, decimal_places=2)
    note = models.CharField(_("说明"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("得分")
        ordering = ["aspect"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "aspect"], name="showcase_one_mark"),
            models.CheckConstraint(
                condition=Q(aspect__gte=1) & Q(aspect__lte=6), name="showcase_of_an_aspect"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aspect}：{self.points}"


class Seal(CampaignRow):
    """What everybody at the table sees of a sheet before the opening: that it was handed in, and the hash it must have."""

    ledger_access = Access.SHARED_FROZEN
    ledger_readers = readers.JOINT

    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="sealed")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="seals")
    kind = models.CharField(_("哪一轮"), max_length=6, choices=SheetKind)
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    decisive = models.BooleanField(_("计入结果"), default=True)
    digest = models.CharField(_("封存校验值"), max_length=64)

    class Meta:
        verbose_name = _("封存")
        ordering = ["at"]

    def __str__(self) -> str:
        return self.digest
