"""目录登记簿: every catalog version the office was sent, and the items of each."""

from __future__ import annotations

import django_filters
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from cms.catalog.vocabulary import DisclosureScope, TimingKind
from cms.filing.models import FiledItem, Filing
from cms.filing.states import FilingState
from cms.registry.office.screens import (
    CENTRAL,
    DayColumn,
    OfficeIndexView,
    OfficePolicy,
    OfUnitFilters,
    Screen,
)
from cms.registry.office.units import Fact


class FilingFilters(OfUnitFilters, WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=FilingState.choices)

    class Meta:
        model = Filing
        fields = ["state"]


def _count_of_items() -> Subquery:
    rows = FiledItem.objects.filter(filing=OuterRef("pk")).order_by().values("filing")
    return Subquery(rows.annotate(n=Count("pk")).values("n"))


class FilingIndexView(OfficeIndexView):
    model = Filing
    verbose_name_plural = _("目录")
    filterset_class = FilingFilters
    search_fields = ["unit__name", "title", "register_number"]
    default_ordering = "-filed_on"
    export_filename = "filings"
    export_headings = {
        "unit.name": _("单位"),
        "title": _("名称"),
        "number": _("版本"),
        "get_state_display": _("状态"),
        "register_number": _("登记号"),
        "filed_on": _("报送日期"),
        "registered_on": _("登记日期"),
        "items_filed": _("事项数"),
        "digest": _("校验值"),
    }
    list_export = [*export_headings]

    def queryset_of(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("unit").annotate(items_filed=_count_of_items())

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "title",
                label=_("名称"),
                sort_key="title",
                get_url=lambda row: reverse("filing_register:items", args=[row.pk]),
            ),
            Column("unit", label=_("单位"), accessor="unit.name", sort_key="unit__name"),
            Column("number", label=_("版本")),
            Column("state", label=_("状态"), accessor="get_state_display", sort_key="state"),
            Column("register_number", label=_("登记号"), sort_key="register_number"),
            DayColumn("filed_on", label=_("报送日期"), sort_key="filed_on"),
            DayColumn("registered_on", label=_("登记日期"), sort_key="registered_on"),
            Column(
                "items_filed",
                label=_("事项数"),
                accessor=lambda row: row.items_filed or 0,
                sort_key="items_filed",
            ),
        ]


class ItemFilters(WagtailFilterSet):
    scope = django_filters.ChoiceFilter(label=_("公开范围"), choices=DisclosureScope.choices)
    timing = django_filters.ChoiceFilter(label=_("公开时限"), choices=TimingKind.choices)

    class Meta:
        model = FiledItem
        fields = ["scope", "timing"]


class ItemIndexView(OfficeIndexView):
    """The items of one filed version, in the catalog's order."""

    model = FiledItem
    verbose_name_plural = _("事项")
    filterset_class = ItemFilters
    search_fields = ["code", "title", "section", "content"]
    default_ordering = "order"
    paginate_by = 100
    export_filename = "catalog"
    export_headings = {
        "code": _("编码"),
        "section": _("一级事项"),
        "title": _("二级事项"),
        "content": _("公开内容（要素）"),
        "get_scope_display": _("公开范围"),
        "timing_label": _("公开时限"),
        "responsible": _("责任单位（科室）"),
        "get_approval_level_display": _("审批层级"),
        "basis": _("公开依据"),
    }
    list_export = [*export_headings]

    @cached_property
    def permission_policy(self):
        return OfficePolicy(Filing)

    @cached_property
    def filing(self) -> Filing:
        found = Filing.objects.using(CENTRAL).select_related("unit").filter(pk=self.kwargs["filing"]).first()
        if found is None:
            raise Http404
        return found

    def get_page_subtitle(self) -> str:
        return f"{self.filing.unit.name}《{self.filing.title}》"

    def get_breadcrumbs_items(self):
        above = {"url": reverse("filing_register:index"), "label": FilingScreen.title}
        here = {"url": "", "label": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, above, here]

    def queryset_of(self, rows: QuerySet) -> QuerySet:
        return rows.filter(filing=self.filing)

    def get_index_url(self) -> str:
        return reverse("filing_register:items", args=[self.filing.pk])

    def get_index_results_url(self) -> str:
        return reverse("filing_register:items_results", args=[self.filing.pk])

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("code", label=_("编码"), sort_key="code", width="8%"),
            Column("section", label=_("一级事项"), sort_key="section"),
            Column("title", label=_("二级事项"), sort_key="title"),
            Column("content", label=_("公开内容（要素）"), width="26%"),
            Column("scope", label=_("公开范围"), accessor="get_scope_display", sort_key="scope"),
            Column("timing", label=_("公开时限"), accessor="timing_label", sort_key="timing"),
            Column("responsible", label=_("责任单位（科室）")),
        ]


class FilingScreen(Screen):
    name = "filing_register"
    url_prefix = "register/filings"
    view = FilingIndexView
    title = _("目录登记簿")
    icon = "clipboard-list"

    def get_urlpatterns(self):
        shared = {"page_title": _("目录事项"), "header_icon": self.icon}
        return [
            *super().get_urlpatterns(),
            path("<uuid:filing>/", self.construct_view(ItemIndexView, **shared), name="items"),
            path(
                "<uuid:filing>/results/",
                self.construct_view(ItemIndexView, **shared, results_only=True),
                name="items_results",
            ),
        ]


REGISTERED_ON = Fact(
    "registered_on",
    _("目录登记"),
    Subquery(
        Filing.objects.filter(unit=OuterRef("pk"), state=FilingState.REGISTERED).values("registered_on")[:1]
    ),
)
