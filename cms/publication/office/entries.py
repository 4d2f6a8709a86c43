"""公开内容 of the whole district, as the office reads it, and what it adds to the list of units."""

from __future__ import annotations

from functools import partial

import django_filters
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from cms.publication.models import Entry
from cms.registry.office.fields import DayColumn, Field, LinkColumn, site_address
from cms.registry.office.screens import OfficeIndexView, OfUnitFilters, Screen
from cms.registry.office.units import Fact
from tenants.models import Domain

HOST = Subquery(Domain.objects.filter(tenant=OuterRef("unit__tenant"), is_primary=True).values("domain")[:1])


class EntryFilters(OfUnitFilters, WagtailFilterSet):
    published_at = django_filters.DateFromToRangeFilter(label=_("公开日期"), widget=DateRangePickerWidget)
    withdrawn = django_filters.ChoiceFilter(
        label=_("状态"), choices=[("no", _("公开中")), ("yes", _("已撤下"))], method="by_withdrawn"
    )

    class Meta:
        model = Entry
        fields = ["published_at"]

    def by_withdrawn(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(withdrawn_at__isnull=value == "no")


def _public_address(entry: Entry, request) -> str:
    return "" if entry.withdrawn_at else site_address(request, entry.host, entry.path)


class EntryIndexView(OfficeIndexView):
    model = Entry
    verbose_name_plural = _("公开内容")
    filterset_class = EntryFilters
    search_fields = ["title", "unit__name", "item_title", "item_code"]
    default_ordering = "-published_at"
    export_filename = "entries"
    fields = (
        Field("title", _("标题"), column=partial(LinkColumn, get_url=_public_address)),
        Field("unit.name", _("单位"), sort="unit__name"),
        Field("item_code", _("编码"), column=None),
        Field("item_title", _("所属事项"), sort="", show=lambda row: f"{row.item_code} {row.item_title}"),
        Field("period_label", _("所属期"), sort=""),
        Field("published_at", _("公开时间"), column=DayColumn),
        Field("version", _("版本")),
        Field("withdrawn_at", _("撤下时间"), column=DayColumn),
        Field("content_hash", _("校验值"), column=None),
    )

    def queryset_of(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("unit").annotate(host=HOST).defer("html", "text", "fields")


class EntryScreen(Screen):
    name = "publication_entries"
    url_prefix = "register/entries"
    view = EntryIndexView
    title = _("全区公开内容")
    icon = "doc-full-inverse"


LAST_ENTRY = Fact(
    "last_entry",
    _("最近公开"),
    Subquery(
        Entry.objects.filter(unit=OuterRef("pk"), withdrawn_at=None)
        .order_by("-published_at")
        .values("published_at")[:1]
    ),
)
