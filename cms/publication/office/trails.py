"""程序记录 and 公开记录: who did what when, in which role, about which version, and why. A unit's own; at the office, all.

What people did to drafts is in Wagtail's own log (操作记录); sign-ins are in 登录记录.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.permission_policies.base import BasePermissionPolicy

from cms.procedure.ledger.models import StepRecord
from cms.procedure.steps import Outcome, StepKind
from cms.publication.models import Entry, PublicRecord
from cms.publication.states import RecordKind
from cms.registry.models import Unit
from cms.registry.office.fields import Field
from cms.registry.office.screens import OfficeIndexView, Screen
from tenants.context import current, current_schema

RIGHT = "publication.view_publicrecord"
OFFICE_RIGHT = "publication.view_removal"


def may_read(user: Any) -> bool:
    return user.has_perm(RIGHT)


def sees_all(user: Any) -> bool:
    """The office on its own site. Whoever leads the centre's own column reads that column's."""
    return current().is_central and user.has_perm(OFFICE_RIGHT)


class TrailPolicy(BasePermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and may_read(user)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


def _minute(row: Any) -> str:
    return f"{localtime(row.at):%Y-%m-%d %H:%M:%S}"


class TrailView(OfficeIndexView):
    """Newest first. The rows are read as the unit, or as the office, itself: they name people."""

    guided = True  # opens on every site; which rows show is asked below
    paginate_by = 50

    @cached_property
    def permission_policy(self) -> TrailPolicy:
        return TrailPolicy(self.model)

    def told(self) -> list[Field]:
        unit = [Field("unit_title", _("单位"), sort="")] if sees_all(self.request.user) else []
        return [Field("at", _("时间"), show=_minute), *unit, *self.fields]

    def get_base_queryset(self) -> QuerySet:
        rows = self.model._default_manager.all()
        if not sees_all(self.request.user):
            rows = rows.filter(schema_name=current_schema())
        name = Unit.objects.filter(tenant__schema_name=OuterRef("schema_name")).values("name")[:1]
        return self.queryset_of(rows.annotate(unit_title=Subquery(name)))


class StepFilters(WagtailFilterSet):
    step = django_filters.MultipleChoiceFilter(label=_("步骤"), choices=StepKind.choices)
    outcome = django_filters.ChoiceFilter(label=_("结果"), choices=Outcome.choices)
    who = django_filters.CharFilter(label=_("人员"), method="named")
    at = django_filters.DateFromToRangeFilter(label=_("时间"), widget=DateRangePickerWidget)

    class Meta:
        model = StepRecord
        fields = ["at"]

    def named(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(by_name__icontains=value) | Q(on_behalf_of__icontains=value))


def _who(row: StepRecord) -> str:
    return f"{row.by_name}（{row.role}）" + (f" {_('受托于')} {row.on_behalf_of}" if row.on_behalf_of else "")


class StepsView(TrailView):
    model = StepRecord
    verbose_name_plural = _("程序记录")
    filterset_class = StepFilters
    search_fields = ["title", "item_code", "by_name", "note"]
    default_ordering = "-at"
    export_filename = "steps"
    fields = (
        Field("title", _("标题"), sort="", show=lambda row: f"{row.item_code} {row.title}"),
        Field("item_code", _("编码"), column=None),
        Field("get_step_display", _("步骤"), sort="step"),
        Field("get_outcome_display", _("结果"), sort="outcome"),
        Field("by_name", _("办理人"), sort="by_name", show=_who),
        Field("role", _("身份"), column=None),
        Field("on_behalf_of", _("受谁委托"), column=None),
        Field("unit_name", _("办理单位"), column=None),
        Field("note", _("意见"), sort=""),
        Field("content_hash", _("内容指纹"), column=None),
        Field("plan", _("公开方案"), column=None),
        Field("exception", _("例外"), column=None),
    )


class RecordFilters(WagtailFilterSet):
    kind = django_filters.MultipleChoiceFilter(label=_("类别"), choices=RecordKind.choices)
    at = django_filters.DateFromToRangeFilter(label=_("时间"), widget=DateRangePickerWidget)

    class Meta:
        model = PublicRecord
        fields = ["at"]


class RecordsView(TrailView):
    """Through the central reader at the office: the record names nobody."""

    model = PublicRecord
    verbose_name_plural = _("公开记录")
    filterset_class = RecordFilters
    search_fields = ["content_hash", "row_hash"]
    default_ordering = "-at"
    export_filename = "records"
    fields = (
        Field("seq", _("序号")),
        Field("get_kind_display", _("类别"), sort="kind"),
        Field("title", _("标题"), sort=""),
        Field("version", _("版本"), sort=""),
        Field("content_hash", _("内容指纹"), sort="", show=lambda row: row.content_hash[:12]),
        Field("entry", _("公开内容"), column=None),
        Field("filing", _("目录版本"), column=None),
        Field("plan", _("公开方案"), column=None),
        Field("row_hash", _("本行校验值"), column=None),
    )

    def get_base_queryset(self) -> QuerySet:
        using = "central" if sees_all(self.request.user) else "default"
        rows = PublicRecord.objects.using(using)
        if using == "default":
            rows = rows.filter(schema_name=current_schema())
        name = Unit.objects.filter(tenant__schema_name=OuterRef("schema_name")).values("name")[:1]
        title = Entry.objects.filter(pk=OuterRef("entry")).values("title")[:1]
        return rows.annotate(unit_title=Subquery(name), title=Subquery(title))


class TrailItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request.user)


class TrailScreen(Screen):
    def menu(self, order: int) -> MenuItem:
        address = reverse(self.get_url_name("index"))
        return TrailItem(self.title, address, name=self.name, icon_name=self.icon, order=order)


class StepScreen(TrailScreen):
    name = "trail_steps"
    url_prefix = "trail/steps"
    view = StepsView
    title = _("程序记录")
    icon = "history"


class RecordScreen(TrailScreen):
    name = "trail_records"
    url_prefix = "trail/records"
    view = RecordsView
    title = _("公开记录")
    icon = "history"
