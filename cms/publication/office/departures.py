"""撤回与移除 of the whole district: what left public sight, notices that were cut short, removals to be accounted for."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from cms.publication.models import Removal, Withdrawal
from cms.publication.states import Departure
from cms.registry.models import Unit
from cms.registry.office.fields import DayColumn, Field
from cms.registry.office.screens import OfficeIndexView, OfUnitFilters, Screen


class WithdrawalFilters(OfUnitFilters, WagtailFilterSet):
    unit_path = "entry__unit__"
    kind = django_filters.MultipleChoiceFilter(label=_("方式"), choices=Departure.choices)
    early = django_filters.ChoiceFilter(
        label=_("公示"), choices=[("yes", _("公示期未满就撤下的"))], method="cut_short"
    )
    at = django_filters.DateFromToRangeFilter(label=_("时间"), widget=DateRangePickerWidget)

    class Meta:
        model = Withdrawal
        fields = ["at"]

    def cut_short(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(notice_until__isnull=False)


def _early(row: Withdrawal) -> str:
    return f"{row.notice_until}：{row.early_reason}" if row.notice_until else ""


class WithdrawalIndexView(OfficeIndexView):
    model = Withdrawal
    verbose_name_plural = _("撤回与移除")
    filterset_class = WithdrawalFilters
    search_fields = ["title", "entry__unit__name", "explanation"]
    default_ordering = "-at"
    export_filename = "withdrawals"
    fields = (
        Field("title", _("标题")),
        Field("entry.unit.name", _("单位"), sort="entry__unit__name"),
        Field("get_kind_display", _("方式"), sort="kind"),
        Field("explanation", _("说明"), sort=""),
        Field("notice_until", _("公示未满"), show=_early),
        Field("early_reason", _("提前撤下的理由"), column=None),
        Field("at", _("时间"), column=DayColumn),
    )

    def queryset_of(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("entry__unit").defer("entry__html", "entry__text", "entry__fields")


class WithdrawalScreen(Screen):
    name = "publication_withdrawals"
    url_prefix = "register/withdrawals"
    view = WithdrawalIndexView
    title = _("全区撤回与移除")
    icon = "download"


class RemovalFilters(WagtailFilterSet):
    open = django_filters.ChoiceFilter(
        label=_("补记"), choices=[("yes", _("没有补记")), ("no", _("已补记"))], method="by_account"
    )

    class Meta:
        model = Removal
        fields: list[str] = []

    def by_account(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(accounted_at__isnull=value == "yes")


def _stands(row: Removal) -> Any:
    if row.accounted_at:
        return _("已补记")
    return _("逾期未补记") if row.due_at < timezone.now() else _("待补记")


class RemovalIndexView(OfficeIndexView):
    """Names people, so not through the central reader: the office reads these rows as itself."""

    model = Removal
    verbose_name_plural = _("紧急移除")
    filterset_class = RemovalFilters
    search_fields = ["title", "reason", "by_name"]
    default_ordering = "-at"
    export_filename = "removals"
    fields = (
        Field("title", _("标题")),
        Field("unit_name", _("单位"), sort=""),
        Field("reason", _("原因"), sort=""),
        Field("by_name", _("移除人"), sort=""),
        Field("at", _("时间"), column=DayColumn),
        Field("due_at", _("补记"), show=_stands, export=False),
        Field("ordered_by", _("谁决定的"), sort=""),
        Field("what_happened", _("经过"), column=None),
        Field("lessons", _("教训和措施"), sort=""),
        Field("accounted_at", _("补记时间"), column=None),
    )

    def get_base_queryset(self) -> QuerySet:
        name = Unit.objects.filter(tenant__schema_name=OuterRef("schema_name")).values("name")[:1]
        return Removal.objects.annotate(unit_name=Subquery(name))


class RemovalScreen(Screen):
    name = "publication_removals"
    url_prefix = "register/removals"
    view = RemovalIndexView
    title = _("紧急移除")
    icon = "warning"
