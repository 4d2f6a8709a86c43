"""人员: the unit's administrator gives people their place in this unit, and ends it."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from tenants.accounts.counting import CountingPaginator
from tenants.identity.actions import end, find, join
from tenants.identity.models import Membership
from tenants.identity.roles import UNIT_ROLES, MemberRole

RIGHT = "identity.change_membership"
# Nothing that is read over the telephone as something else.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def may_manage(user: Any) -> bool:
    return user.has_perm(RIGHT)


def new_password() -> str:
    """Twelve letters and digits in three groups: about 59 bits, and easy to copy from a screen."""
    return "-".join("".join(secrets.choice(LETTERS) for _n in range(4)) for _group in range(3))


class ForManagers:
    """Mixin of views: refuses everybody else."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_manage(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # Wagtail is untyped


class ActionColumn(Column):
    """The button that ends a membership, where it is the unit's to end."""

    cell_template_name = "accounts/end_cell.html"


def _word(row: Membership) -> str:
    over = row.valid_until is not None and row.valid_until < timezone.localdate()
    return gettext("已结束") if over else gettext("在任")


def in_force() -> Q:
    return Q(valid_until=None) | Q(valid_until__gte=timezone.localdate())


class PeopleIndexView(ForManagers, IndexView):
    """Everybody with a place in this unit, those in office first. One query."""

    model = Membership
    paginate_by = 50
    paginator_class = CountingPaginator
    page_title = _("人员")
    verbose_name_plural = _("任职")
    header_icon = "user"
    search_fields = ["identity__name", "identity__login"]
    search_backend_name = None
    default_ordering = ("-in_force", "identity__name", "role")
    any_permission_required = ["change"]

    def get_base_queryset(self) -> QuerySet[Membership]:
        rows = Membership.objects.select_related("identity")
        return rows.annotate(in_force=in_force())  # type: ignore[no-untyped-call]  # Wagtail is untyped

    def order_queryset(self, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        ordering = self.ordering
        parts = (ordering,) if isinstance(ordering, str) else tuple(ordering or ())
        return queryset.order_by(*parts, "pk")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("添加人员"), url=reverse("people:join"), icon_name="plus")]

    def _may_end(self, row: Any) -> bool:
        own = row.role == MemberRole.ADMINISTRATOR and row.identity_id == self.request.user.identity_uuid
        return row.in_force and row.role in UNIT_ROLES and not own

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("name", label=_("姓名"), accessor="identity.name", sort_key="identity__name"),
            Column("login", label=_("登录名"), accessor="identity.login", sort_key="identity__login"),
            Column("role", label=_("角色"), accessor="get_role_display", sort_key="role"),
            Column(
                "valid_from",
                label=_("自"),
                accessor=lambda row: row.valid_from.isoformat(),
                sort_key="valid_from",
            ),
            Column(
                "valid_until",
                label=_("至"),
                accessor=lambda row: row.valid_until.isoformat() if row.valid_until else gettext("未定"),
            ),
            Column("state", label=_("状态"), accessor=_word),
            ActionColumn("end", label=_("操作"), accessor=self._may_end),
        ]


class JoinForm(forms.Form):
    """Who, as what, until when. Unit roles only: the office and the platform name their own people."""

    login = forms.CharField(
        label=_("登录名"), max_length=64, help_text=_("已经在别的单位任职的人，填他现有的登录名，密码不变。")
    )
    name = forms.CharField(label=_("姓名"), max_length=60)
    role = forms.ChoiceField(
        label=_("角色"), choices=[(role.value, role.label) for role in MemberRole if role in UNIT_ROLES]
    )
    until = forms.DateField(
        label=_("任职到"),
        required=False,
        widget=AdminDateInput,
        help_text=_("不填就是一直有效，直到你结束它。"),
    )

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).strip()

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise ValidationError(_("不能早于今天"))
        return until


def _log(membership: Membership, action: str) -> None:
    person = membership.identity
    log(
        instance=membership,
        action=action,
        title=f"{person.name}（{person.login}）{MemberRole(membership.role).label}",
        data={"login": person.login, "role": membership.role, "until": str(membership.valid_until or "")},
    )


# Looking a person up at the centre changes the tenant for a moment, which no transaction of this one allows.
@method_decorator([transaction.non_atomic_requests, never_cache], name="dispatch")
class JoinView(ForManagers, WagtailAdminTemplateMixin, FormView):
    """Adds a person. A new one gets a password that is shown on the answer, and nowhere else."""

    template_name = "wagtailadmin/generic/form.html"
    form_class = JoinForm
    page_title = _("添加人员")
    header_icon = "user"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("people:index"), "label": _("人员")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"submit_button_label": _("添加"), "submit_button_active_label": _("正在添加…")}
        context = super().get_context_data(**kwargs) | words
        return context | {"action_url": reverse("people:join"), "media": context["form"].media}

    def form_valid(self, form: JoinForm) -> HttpResponse:
        data = form.cleaned_data
        password = None if find(data["login"]) else new_password()
        try:
            membership = join(
                login=data["login"],
                name=data["name"],
                role=MemberRole(data["role"]),
                password=password,
                until=data["until"],
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        membership = Membership.objects.select_related("identity").get(pk=membership.pk)
        _log(membership, "people.join")
        return self._answer(membership, password)

    def _answer(self, membership: Membership, password: str | None) -> HttpResponse:
        context = super().get_context_data(form=None) | {"membership": membership, "password": password}
        return TemplateResponse(self.request, "accounts/joined.html", context)


class EndView(ForManagers, WagtailAdminTemplateMixin, FormView):
    """Asks once, then ends one membership of this unit."""

    template_name = "accounts/end.html"
    form_class = forms.Form
    page_title = _("结束任职")
    header_icon = "user"

    @cached_property
    def membership(self) -> Membership:
        # Row-level security knows no row of another unit: asking for one finds nothing.
        return get_object_or_404(Membership.objects.select_related("identity"), pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("people:index"), "label": _("人员")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"membership": self.membership}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        who = self.membership.identity
        try:
            membership = end(membership=self.membership.pk, by=self.request.user.identity_uuid)  # type: ignore[union-attr]  # logged in
        except ValidationError as refusal:
            messages.error(self.request, " ".join(refusal.messages))
            return redirect("people:index")
        _log(membership, "people.end")
        messages.success(self.request, _("已结束 %(name)s 的任职。") % {"name": who.name})
        return redirect("people:index")


class PeopleMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_manage(request.user)


class People(ViewSet):
    """The addresses of the screen, below /admin/people/."""

    name = "people"
    icon = "user"

    def get_urlpatterns(self) -> list[Any]:
        names = {"index_url_name": "people:index", "index_results_url_name": "people:index_results"}
        return [
            path("", PeopleIndexView.as_view(**names), name="index"),
            path("results/", PeopleIndexView.as_view(**names, results_only=True), name="index_results"),
            path("join/", JoinView.as_view(), name="join"),
            path("<uuid:pk>/end/", EndView.as_view(), name="end"),
        ]

    def menu(self) -> MenuItem:
        return PeopleMenuItem(_("人员"), reverse("people:index"), name="people", icon_name="user", order=600)
