"""目录登记簿: every catalog version the office was sent, and the items of each."""

from __future__ import annotations

from functools import partial

import django_filters
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import TitleColumn

from cms.catalog.vocabulary import DisclosureScope, TimingKind
from cms.filing.models import FiledItem, Filing
from cms.filing.states import FilingState
from cms.registry.office.fields import DayColumn, Field, LinkColumn
from cms.registry.office.screens import CENTRAL, OfficeIndexView, OfficePolicy, OfUnitFilters, Screen
from cms.registry.office.units import Fact


class FilingFilters(OfUnitFilters, WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=FilingState.choices)

    class Meta:
        model = Filing
        fields = ["state"]


def _count_of_items() -> Coalesce:
    rows = FiledItem.objects.filter(filing=OuterRef("pk")).order_by().values("filing")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def _address_of_items(filing: Filing) -> str:
    return reverse("filing_register:items", args=[filing.pk])


def _history(filing: Filing, request: HttpRequest) -> str:
    return reverse("filing_inbox:unit", args=[filing.unit.slug])


class FilingIndexView(OfficeIndexView):
    model = Filing
    verbose_name_plural = _("目录")
    filterset_class = FilingFilters
    search_fields = ["unit__name", "title", "register_number"]
    default_ordering = "-filed_on"
    export_filename = "filings"
    fields = (
        Field("title", _("名称"), column=partial(TitleColumn, get_url=_address_of_items)),
        Field("unit.name", _("单位"), sort="unit__name", column=partial(LinkColumn, get_url=_history)),
        Field("number", _("版本")),
        Field("get_state_display", _("状态"), sort="state"),
        Field("register_number", _("登记号")),
        Field("filed_on", _("报送日期"), column=DayColumn),
        Field("registered_on", _("登记日期"), column=DayColumn),
        Field("items_filed", _("事项数")),
        Field("digest", _("校验值"), column=None),
    )

    def queryset_of(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("unit").annotate(items_filed=_count_of_items())


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
    fields = (
        Field("code", _("编码"), width="8%"),
        Field("section", _("一级事项")),
        Field("title", _("二级事项")),
        Field("content", _("公开内容（要素）"), sort="", width="26%"),
        Field("get_scope_display", _("公开范围"), sort="scope"),
        Field("timing_label", _("公开时限"), sort="timing"),
        Field("responsible", _("责任单位（科室）"), sort=""),
        Field("get_approval_level_display", _("审批层级"), column=None),
        Field("basis", _("公开依据"), column=None),
    )

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
