"""Who there is in the district, and who guides whom. Kept apart from the sites that speak for them."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cms.registry.contact import models as contact  # noqa: F401 -- Django looks for an app's models here
from cms.registry.dated import Dated
from cms.registry.states import SuccessionKind
from cms.registry.vocabulary import GuidanceKind, OrgForm, UnitKind, UnitLevel
from tenants.ledger import DirectoryRow
from tenants.models import Tenant


class District(DirectoryRow):
    """The one district of this installation, and what its sites must say of themselves (网站标识)."""

    name = models.CharField(_("区名"), max_length=40)
    icp = models.CharField(_("ICP备案号"), max_length=60, blank=True, default="")
    site_code = models.CharField(_("政府网站标识码"), max_length=60, blank=True, default="")
    police = models.CharField(_("公安备案号"), max_length=60, blank=True, default="")
    data_licence_name = models.CharField(
        _("开放数据的使用条款"), max_length=100, blank=True, default="", db_default=""
    )
    data_licence = models.URLField(_("条款全文的网址"), blank=True, default="", db_default="")
    is_demo = models.BooleanField(_("演示环境"), default=False)

    class Meta:
        verbose_name = _("区")

    def __str__(self):
        return self.name

    def clean(self):
        if bool(self.data_licence) != bool(self.data_licence_name):
            missing = "data_licence_name" if self.data_licence else "data_licence"
            raise ValidationError({missing: _now("使用条款的名称和网址要一起填，或者都不填。")})


class DisclosureLine(DirectoryRow):
    """条线: a system of units under one lead department. How many there are is data."""

    code = models.CharField(_("编码"), max_length=10, unique=True)
    name = models.CharField(_("条线"), max_length=60, unique=True)
    members = models.CharField(_("成员类别"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("条线")
        ordering = ["code"]

    def __str__(self):
        return self.name


class Unit(DirectoryRow):
    """单位: an organisation that discloses. Has at most one site."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(_("站点标识"), max_length=63, unique=True)
    name = models.CharField(_("单位名称"), max_length=100, unique=True)
    kind = models.CharField(_("单位类别"), max_length=20, choices=UnitKind)
    level = models.CharField(_("层级"), max_length=12, choices=UnitLevel)
    form = models.CharField(_("组织形式"), max_length=20, choices=OrgForm)
    portal_url = models.URLField(_("本单位门户网站"), blank=True, default="")
    note = models.CharField(_("备注"), max_length=300, blank=True, default="")
    order = models.PositiveIntegerField(_("序号"), default=0)
    tenant = models.OneToOneField(
        Tenant, null=True, blank=True, on_delete=models.PROTECT, related_name="unit"
    )

    class Meta:
        verbose_name = _("单位")
        ordering = ["order", "slug"]

    def __str__(self):
        return self.name


class UnitSuccession(DirectoryRow):
    """单位沿革: who took over when a unit ended. A reorganisation that is undone stays, with the day it was."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="precessions")
    kind = models.CharField(_("沿革"), max_length=12, choices=SuccessionKind)
    on = models.DateField(_("日期"))
    note = models.TextField(_("说明"), blank=True, default="")
    pages = models.JSONField(default=dict, blank=True)
    """Address on the former site → address on the successor's, both as paths."""
    undone_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("单位沿革")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                condition=models.Q(undone_on=None),
                name="registry_succeeds_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="registry_not_its_own_successor"
            ),
        ]

    def __str__(self):
        return f"{self.predecessor_id} {self.kind} {self.successor_id}"


class LineMembership(Dated):
    """A unit's one line at a time."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="line_history")
    line = models.ForeignKey(DisclosureLine, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(valid_until=None), name="registry_one_line_at_a_time"
            )
        ]


class LineLead(Dated):
    """牵头部门: who leads a line. Can be handed over in the middle of a year."""

    line = models.ForeignKey(DisclosureLine, on_delete=models.CASCADE, related_name="lead_history")
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="led_lines")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=models.Q(valid_until=None), name="registry_one_lead_at_a_time"
            )
        ]


class Subordination(Dated):
    """上级（指导）党组织: the block a unit belongs to."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="superior_history")
    superior = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="subordinates")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(valid_until=None), name="registry_one_superior_at_a_time"
            )
        ]


class GuidanceRelation(Dated):
    """指导关系, in the plan's own words, with whom they mean as data.

    `guide` is None for a collective such as 各条线牵头部门; `target` is one of the meanings in
    cms.registry.workbook.rows.TARGETS.
    """

    kind = models.CharField(_("关系"), max_length=20, choices=GuidanceKind)
    guide = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="guides")
    guide_text = models.CharField(_("牵头（指导）单位"), max_length=100)
    target_text = models.CharField(_("对象"), max_length=100)
    target = models.JSONField(default=dict)
    basis = models.TextField(_("依据原文"), blank=True, default="")

    class Meta:
        verbose_name = _("指导关系")

    def as_listed(self) -> tuple[str, str, str]:
        """What tells it from another: kind, who guides, whom."""
        return self.kind, self.guide_text, self.target_text


class LegalBasis(DirectoryRow):
    """公开依据: a rule that catalogs cite. Its versions say what was in force when."""

    code = models.CharField(_("编码"), max_length=20, unique=True)
    title = models.CharField(_("名称"), max_length=200, unique=True)
    aliases = models.JSONField(_("简称"), default=list, blank=True)
    """Other names that documents use for it, without 《》."""
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("已被替代为")
    )
    order = models.PositiveIntegerField(_("序号"), default=0)

    class Meta:
        verbose_name = _("公开依据")
        ordering = ["order", "code"]

    def __str__(self):
        return f"《{self.title}》"


class LegalBasisVersion(Dated):
    """One text of a rule, in force from a day until the next one. Clauses as [{no: 第十四条, text: …}], may be empty."""

    basis = models.ForeignKey(LegalBasis, on_delete=models.CASCADE, related_name="versions")
    label = models.CharField(_("版本"), max_length=60)
    issuer = models.CharField(_("制定机关"), max_length=100, blank=True, default="")
    url = models.URLField(_("全文地址"), blank=True, default="")
    clauses = models.JSONField(_("条款"), default=list, blank=True)

    class Meta:
        verbose_name = _("依据版本")
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["basis", "valid_from"], name="registry_one_text_from_a_day")
        ]

    def __str__(self):
        return self.label
