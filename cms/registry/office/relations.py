"""条线 and 指导关系: who leads whom, and since when. What ended stays in sight with its last day."""

from __future__ import annotations

import django_filters
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from cms.registry.models import DisclosureLine, GuidanceRelation, LineLead, LineMembership
from cms.registry.office.screens import DayColumn, OfficeIndexView, Screen
from cms.registry.vocabulary import GuidanceKind


def _lead(field: str) -> Subquery:
    return Subquery(LineLead.objects.in_force().filter(line=OuterRef("pk")).values(field)[:1])


def _members() -> Subquery:
    rows = LineMembership.objects.in_force().filter(line=OuterRef("pk")).order_by().values("line")
    return Subquery(rows.annotate(n=Count("pk")).values("n"))


class LineIndexView(OfficeIndexView):
    model = DisclosureLine
    verbose_name_plural = _("条线")
    search_fields = ["name", "code", "members"]
    default_ordering = "code"
    export_filename = "lines"
    export_headings = {
        "code": _("编码"),
        "name": _("条线"),
        "lead_name": _("牵头部门"),
        "led_since": _("牵头自"),
        "units": _("单位数"),
        "members": _("成员类别"),
    }
    list_export = [*export_headings]

    def queryset_of(self, rows: QuerySet) -> QuerySet:
        return rows.annotate(lead_name=_lead("lead__name"), led_since=_lead("valid_from"), units=_members())

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("code", label=_("编码"), sort_key="code", width="8%"),
            Column("name", label=_("条线"), sort_key="name"),
            Column("lead_name", label=_("牵头部门"), sort_key="lead_name"),
            DayColumn("led_since", label=_("牵头自"), sort_key="led_since"),
            Column("units", label=_("单位数"), accessor=lambda line: line.units or 0, sort_key="units"),
            Column("members", label=_("成员类别")),
        ]


def in_force(today) -> Q:
    return Q(valid_until=None) | Q(valid_until__gt=today)


class GuidanceFilters(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("关系"), choices=GuidanceKind.choices)
    force = django_filters.ChoiceFilter(
        label=_("效力"), choices=[("now", _("现行")), ("past", _("已结束"))], method="by_force"
    )

    class Meta:
        model = GuidanceRelation
        fields = ["kind"]

    def by_force(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        now = in_force(timezone.localdate())
        return rows.filter(now if value == "now" else ~now)


class GuidanceIndexView(OfficeIndexView):
    model = GuidanceRelation
    verbose_name_plural = _("指导关系")
    filterset_class = GuidanceFilters
    search_fields = ["guide_text", "target_text", "basis"]
    default_ordering = "kind"
    export_filename = "guidance"
    export_headings = {
        "get_kind_display": _("关系"),
        "guide_text": _("牵头（指导）单位"),
        "target_text": _("对象"),
        "valid_from": _("自"),
        "valid_until": _("至"),
        "basis": _("依据原文"),
    }
    list_export = [*export_headings]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("kind", label=_("关系"), accessor="get_kind_display", sort_key="kind", width="16%"),
            Column("guide_text", label=_("牵头（指导）单位"), sort_key="guide_text"),
            Column("target_text", label=_("对象")),
            DayColumn("valid_from", label=_("自"), sort_key="valid_from"),
            DayColumn("valid_until", label=_("至"), sort_key="valid_until"),
            Column("basis", label=_("依据原文"), width="32%"),
        ]


class LineScreen(Screen):
    name = "registry_lines"
    url_prefix = "register/lines"
    view = LineIndexView
    title = _("条线")
    icon = "list-ol"


class GuidanceScreen(Screen):
    name = "registry_guidance"
    url_prefix = "register/guidance"
    view = GuidanceIndexView
    title = _("指导关系")
    icon = "link"
