"""登录记录: who came in, who did not, and what changed about credentials. The unit's own; at the office, everybody's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies.base import BasePermissionPolicy

from tenants.accounts.counting import CountingPaginator
from tenants.audit.kinds import AuditKind
from tenants.audit.models import AuditRecord
from tenants.context import current, current_schema
from tenants.models import Tenant

FAMILIES = ("login.", "session.", "factor.", "codes.", "handoff.", "people.", "password.", "oidc.")
KINDS = [kind for kind in AuditKind if kind.value.startswith(FAMILIES)]
RIGHT = "audit.view_auditrecord"
OFFICE_RIGHT = "identity.view_identity"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WORDS = {
    "password": _("密码"),
    "invitation": _("链接"),
    "handoff": _("换站"),
    "oidc": _("统一认证"),
    "totp": _("动态口令"),
    "passkey": _("通行密钥"),
    "recovery": _("恢复码"),
}


def may_read(user: Any) -> bool:
    return user.has_perm(RIGHT)


def sees_all(user: Any) -> bool:
    """Whether this is the office on its own site: there the records of all units show."""
    return current().is_central and user.has_perm(OFFICE_RIGHT)


def records(user: Any) -> QuerySet[AuditRecord]:
    """What somebody may read, with the title of the site."""
    rows = AuditRecord.objects.all()
    if not sees_all(user):
        rows = rows.filter(schema_name=current_schema())
    title = Tenant.objects.filter(schema_name=OuterRef("schema_name")).values("title")[:1]
    return rows.filter(kind__in=KINDS).annotate(site=Subquery(title))


def plain(value: Any) -> str:
    """A text that no spreadsheet takes for a formula: a login can be chosen to be one."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def told(row: AuditRecord) -> str:
    """What is known besides, in words."""
    detail = row.detail
    parts = [
        str(WORDS.get(str(detail[key]), detail[key]))
        for key in ("method", "way", "kind", "browser")
        if detail.get(key)
    ]
    parts += [
        str(detail[key]) for key in ("address", "from", "host", "origin", "why", "role") if detail.get(key)
    ]
    return " · ".join(parts)


class SignInFilter(WagtailFilterSet):
    kind = django_filters.MultipleChoiceFilter(
        label=_("事件"), choices=[(kind.value, kind.label) for kind in KINDS]
    )
    at = django_filters.DateFromToRangeFilter(label=_("时间"), widget=DateRangePickerWidget)
    who = django_filters.CharFilter(label=_("人员"), method="named")

    class Meta:
        model = AuditRecord
        fields: list[str] = []

    def named(self, rows: QuerySet[AuditRecord], name: str, value: str) -> QuerySet[AuditRecord]:
        return rows.filter(Q(subject__icontains=value) | Q(actor_name__icontains=value))


class ReadingPolicy(BasePermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and may_read(user)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class SignInsView(IndexView):
    """Newest first. Two queries a page, whatever there is."""

    model = AuditRecord
    paginate_by = 50
    paginator_class = CountingPaginator
    page_title = _("登录记录")
    header_icon = "history"
    filterset_class = SignInFilter
    search_backend_name = None
    any_permission_required = ["view"]
    default_ordering = ("-at", "-pk")
    list_export = ["at", "site", "get_kind_display", "subject", "actor_name", "told"]
    export_headings = {
        "at": _("时间"),
        "site": _("单位"),
        "get_kind_display": _("事件"),
        "subject": _("对象"),
        "actor_name": _("办理人"),
        "told": _("详情"),
    }
    custom_value_preprocess = IndexView.custom_value_preprocess | {
        str: {IndexView.FORMAT_CSV: plain},
        dt.datetime: {IndexView.FORMAT_CSV: lambda at: at.isoformat()},
    }

    @cached_property
    def permission_policy(self) -> ReadingPolicy:
        return ReadingPolicy(self.model)

    def get_base_queryset(self) -> QuerySet[AuditRecord]:
        return records(self.request.user)

    def order_queryset(self, queryset: QuerySet[AuditRecord]) -> QuerySet[AuditRecord]:
        return queryset.order_by("-at", "-pk")

    def to_row_dict(self, item: AuditRecord) -> dict[str, Any]:
        item.told = told(item)  # type: ignore[attr-defined]  # for the export
        return super().to_row_dict(item)  # type: ignore[no-any-return]  # Wagtail is untyped

    @cached_property
    def columns(self) -> list[Column]:
        site = [Column("site", label=_("单位"), accessor="site")] if sees_all(self.request.user) else []
        return [
            Column("at", label=_("时间"), accessor=lambda row: f"{localtime(row.at):%Y-%m-%d %H:%M:%S}"),
            *site,
            Column("kind", label=_("事件"), accessor="get_kind_display"),
            Column("subject", label=_("对象"), accessor="subject"),
            Column("actor", label=_("办理人"), accessor="actor_name"),
            Column("detail", label=_("详情"), accessor=told),
        ]


class SignInsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request.user)


class SignIns(ViewSet):
    """The address of the screen: /admin/sign-ins/."""

    name = "sign-ins"
    icon = "history"

    def get_urlpatterns(self) -> list[Any]:
        names = {"index_url_name": "sign-ins:index", "index_results_url_name": "sign-ins:index_results"}
        return [
            path("", SignInsView.as_view(**names), name="index"),
            path("results/", SignInsView.as_view(**names, results_only=True), name="index_results"),
        ]

    def menu(self) -> MenuItem:
        return SignInsMenuItem(
            _("登录记录"), reverse("sign-ins:index"), name="sign-ins", icon_name="history", order=610
        )
