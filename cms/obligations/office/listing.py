"""应公开义务 of the whole district: what is open comes first, the longest overdue at the top."""

from __future__ import annotations

import django_filters
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from cms.obligations.marks import mark
from cms.obligations.models import Obligation
from cms.obligations.queries import in_state
from cms.obligations.states import ObligationState
from cms.registry.office.fields import DayColumn, Field
from cms.registry.office.screens import OfficeIndexView, OfUnitFilters, Screen


class ObligationFilters(OfUnitFilters, WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=ObligationState.choices, method="by_state")
    due_on = django_filters.DateFromToRangeFilter(label=_("应公开日期"), widget=DateRangePickerWidget)

    class Meta:
        model = Obligation
        fields = ["due_on"]

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(in_state(ObligationState(value), today=timezone.localdate()))


def _leading(row: Obligation) -> SafeString:
    """The title, leading to where the office excuses the unit or asks again."""
    return format_html('<a href="{}">{}</a>', reverse("duty_of_unit:show", args=[row.pk]), row.item_title)


class ObligationIndexView(OfficeIndexView):
    model = Obligation
    verbose_name_plural = _("应公开义务")
    filterset_class = ObligationFilters
    search_fields = ["unit__name", "item_title", "item_code"]
    default_ordering = (F("met_on").asc(nulls_first=True), "nil", "due_on")
    export_filename = "obligations"
    fields = (
        Field("unit.name", _("单位"), sort="unit__name"),
        Field("item_code", _("编码")),
        Field("item_title", _("事项"), show=_leading),
        Field("period_label", _("所属期"), sort="period_key"),
        Field("due_on", _("应公开日期"), column=DayColumn),
        Field("met_on", _("公开日期"), column=DayColumn),
        Field("state.label", _("状态"), sort="", show=lambda row: mark(row.state)),
    )

    def queryset_of(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("unit")


class ObligationScreen(Screen):
    name = "obligations_register"
    url_prefix = "register/obligations"
    view = ObligationIndexView
    title = _("应公开义务")
    icon = "calendar-check"
