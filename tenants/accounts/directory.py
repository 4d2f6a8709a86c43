"""任职名册: for the office, who holds which role where and until when, on one screen; and help for people of any unit.

Memberships are rows of the units. The office reads them bound to the central tenant (Access.OVERSEEN): neither a unit
nor the reader of the public pages can.
"""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from typing import Any

import django_filters
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies.base import BasePermissionPolicy

from tenants.accounts.counting import CountingPaginator
from tenants.accounts.people.person import PersonView
from tenants.accounts.places import ROLE, PlaceList, of_person, of_time
from tenants.accounts.signins import plain
from tenants.context import current, tenant_scope
from tenants.identity.models import Membership
from tenants.identity.roles import MemberRole
from tenants.models import Tenant

READ = "identity.view_identity"
HELP = "identity.change_identity"
SOON = {"30": 30, "90": 90}


def may_read(user: Any) -> bool:
    return current().is_central and user.has_perm(READ)


def may_help(user: Any) -> bool:
    return current().is_central and user.has_perm(HELP)


class ReadingPolicy(BasePermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and may_read(user)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


def sites(request: HttpRequest | None) -> QuerySet[Tenant]:
    return Tenant.objects.order_by("title")


class DirectoryFilter(WagtailFilterSet):
    unit = django_filters.ModelChoiceFilter(
        label=_("单位"), queryset=sites, to_field_name="schema_name", method="of_unit"
    )
    role = django_filters.MultipleChoiceFilter(label=_("角色"), choices=MemberRole.choices)
    ending = django_filters.ChoiceFilter(
        label=_("到期"),
        method="ending_soon",
        choices=[("30", _("30 天内到期")), ("90", _("90 天内到期")), ("over", _("已结束"))],
    )

    class Meta:
        model = Membership
        fields: list[str] = []

    def of_unit(self, rows: QuerySet[Membership], name: str, value: Tenant) -> QuerySet[Membership]:
        return rows.filter(schema_name=value.schema_name)

    def ending_soon(self, rows: QuerySet[Membership], name: str, value: str) -> QuerySet[Membership]:
        today = timezone.localdate()
        if value == "over":
            return rows.filter(valid_until__lt=today)
        return rows.filter(valid_until__range=(today, today + dt.timedelta(days=SOON[value])))


def _state(row: Membership) -> str:
    if row.valid_until is not None and row.valid_until < timezone.localdate():
        return gettext("已结束")
    if not row.identity.is_active:
        return gettext("已停用")
    return gettext("待设密码") if row.identity.password.startswith("!") else gettext("在任")


class DirectoryView(PlaceList, IndexView):
    """Everybody's places. The same number of queries for ten and for ten thousand."""

    model = Membership
    paginate_by = 50
    paginator_class = CountingPaginator
    page_title = _("任职名册")
    header_icon = "group"
    filterset_class = DirectoryFilter
    search_fields = ["identity__name", "identity__login"]
    search_backend_name = None
    any_permission_required = ["view"]
    default_ordering = ("site", "identity__name", "role")
    list_export = [
        "site", "identity.name", "identity.login", "get_role_display", "valid_from", "valid_until", "state",
    ]  # fmt: skip
    export_headings = {
        "site": _("单位"),
        "identity.name": _("姓名"),
        "identity.login": _("登录名"),
        "get_role_display": _("角色"),
        "valid_from": _("自"),
        "valid_until": _("至"),
        "state": _("状态"),
    }
    custom_value_preprocess = IndexView.custom_value_preprocess | {str: {IndexView.FORMAT_CSV: plain}}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not current().is_central:
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]  # Wagtail is untyped

    @cached_property
    def permission_policy(self) -> ReadingPolicy:
        return ReadingPolicy(self.model)

    def get_base_queryset(self) -> QuerySet[Membership]:
        title = Tenant.objects.filter(schema_name=OuterRef("schema_name")).values("title")[:1]
        rows = Membership.objects.select_related("identity").annotate(site=Subquery(title))
        if self.request.GET.get("ending") == "over":
            return rows
        return rows.filter(Q(valid_until=None) | Q(valid_until__gte=timezone.localdate()))

    def to_row_dict(self, item: Membership) -> dict[str, Any]:
        item.state = _state(item)  # type: ignore[attr-defined]  # for the export
        return super().to_row_dict(item)  # type: ignore[no-any-return]  # Wagtail is untyped

    def _link(self, row: Membership) -> str | None:
        return reverse("directory:person", args=[row.pk]) if may_help(self.request.user) else None

    @cached_property
    def columns(self) -> list[Column]:
        return [
            *of_person(self._link),
            Column("site", label=_("单位"), accessor="site", sort_key="site"),
            ROLE,
            *of_time(),
            Column("state", label=_("状态"), accessor=_state),
        ]


class DirectoryPersonView(PersonView):
    """The office helps somebody of any unit: in that unit's name space, and written into that unit's record."""

    page_title = _("任职名册")
    list_url = "directory:index"
    own_url = "directory:person"
    beyond = True

    def may(self, request: HttpRequest) -> bool:
        return may_help(request.user)

    def there(self) -> AbstractContextManager[Any]:
        schema = Membership.objects.filter(pk=self.kwargs["pk"]).values_list("schema_name", flat=True).first()
        tenant = Tenant.objects.filter(schema_name=schema).first()
        if tenant is None:
            raise Http404
        return tenant_scope(tenant)


class DirectoryMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request.user)


class Directory(ViewSet):
    """The addresses of the screen, below /admin/directory/."""

    name = "directory"
    icon = "group"

    def get_urlpatterns(self) -> list[Any]:
        names = {"index_url_name": "directory:index", "index_results_url_name": "directory:index_results"}
        return [
            path("", DirectoryView.as_view(**names), name="index"),
            path("results/", DirectoryView.as_view(**names, results_only=True), name="index_results"),
            path("<uuid:pk>/", DirectoryPersonView.as_view(), name="person"),
        ]

    def menu(self) -> MenuItem:
        return DirectoryMenuItem(
            _("任职名册"), reverse("directory:index"), name="directory", icon_name="group", order=600
        )
