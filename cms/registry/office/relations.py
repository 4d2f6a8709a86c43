"""条线 and 指导关系: who leads whom, and since when. What ended stays in sight with its last day."""

from __future__ import annotations

import django_filters
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from cms.registry.models import DisclosureLine, GuidanceRelation, LineLead, LineMembership
from cms.registry.office.fields import DayColumn, Field
from cms.registry.office.screens import OfficeIndexView, Screen
from cms.registry.vocabulary import GuidanceKind


def _lead(field: str) -> Subquery:
    return Subquery(LineLead.objects.in_force().filter(line=OuterRef("pk")).values(field)[:1])


def _members() -> Coalesce:
    rows = LineMembership.objects.in_force().filter(line=OuterRef("pk")).order_by().values("line")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


class LineIndexView(OfficeIndexView):
    model = DisclosureLine
    verbose_name_plural = _("条线")
    search_fields = ["name", "code", "members"]
    default_ordering = "code"
    export_filename = "lines"
    fields = (
        Field("code", _("编码"), width="8%"),
        Field("name", _("条线")),
        Field("lead_name", _("牵头部门")),
        Field("led_since", _("牵头自"), column=DayColumn),
        Field("units", _("单位数")),
        Field("members", _("成员类别"), sort=""),
    )

    def queryset_of(self, rows: QuerySet) -> QuerySet:
        return rows.annotate(lead_name=_lead("lead__name"), led_since=_lead("valid_from"), units=_members())


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
    fields = (
        Field("get_kind_display", _("关系"), sort="kind", width="16%"),
        Field("guide_text", _("牵头（指导）单位")),
        Field("target_text", _("对象"), sort=""),
        Field("valid_from", _("自"), column=DayColumn),
        Field("valid_until", _("至"), column=DayColumn),
        Field("basis", _("依据原文"), sort="", width="32%"),
    )


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
