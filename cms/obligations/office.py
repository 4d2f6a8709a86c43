"""应公开义务 of the whole district: what is open comes first, the longest overdue at the top."""

from __future__ import annotations

import django_filters
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column

from cms.obligations.marks import mark
from cms.obligations.models import Obligation
from cms.obligations.queries import in_state
from cms.obligations.states import ObligationState
from cms.registry.office.screens import DayColumn, OfficeIndexView, OfUnitFilters, Screen


class ObligationFilters(OfUnitFilters, WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=ObligationState.choices, method="by_state")
    due_on = django_filters.DateFromToRangeFilter(label=_("应公开日期"), widget=DateRangePickerWidget)

    class Meta:
        model = Obligation
        fields = ["due_on"]

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(in_state(ObligationState(value), today=timezone.localdate()))


class ObligationIndexView(OfficeIndexView):
    model = Obligation
    verbose_name_plural = _("应公开义务")
    filterset_class = ObligationFilters
    search_fields = ["unit__name", "item_title", "item_code"]
    default_ordering = (F("met_on").asc(nulls_first=True), "nil", "due_on")
    export_filename = "obligations"
    export_headings = {
        "unit.name": _("单位"),
        "item_code": _("编码"),
        "item_title": _("事项"),
        "period_label": _("所属期"),
        "due_on": _("应公开日期"),
        "met_on": _("公开日期"),
        "state.label": _("状态"),
    }
    list_export = [*export_headings]

    def queryset_of(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("unit")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("unit", label=_("单位"), accessor="unit.name", sort_key="unit__name"),
            Column("item_code", label=_("编码"), sort_key="item_code"),
            Column("item_title", label=_("事项"), sort_key="item_title"),
            Column("period", label=_("所属期"), accessor="period_label", sort_key="period_key"),
            DayColumn("due_on", label=_("应公开日期"), sort_key="due_on"),
            DayColumn("met_on", label=_("公开日期"), sort_key="met_on"),
            Column("state", label=_("状态"), accessor=lambda row: mark(row.state)),
        ]


class ObligationScreen(Screen):
    name = "obligations_register"
    url_prefix = "register/obligations"
    view = ObligationIndexView
    title = _("应公开义务")
    icon = "calendar-check"
