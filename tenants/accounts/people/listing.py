"""人员: everybody with a place in this unit, and what can be done about each."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from tenants.accounts.counting import CountingPaginator
from tenants.accounts.door import who
from tenants.accounts.places import ROLE, PlaceList, of_person, of_time
from tenants.identity.models import Membership
from tenants.identity.roles import UNIT_ROLES, MemberRole

RIGHT = "identity.change_membership"


def may_manage(user: Any) -> bool:
    return user.has_perm(RIGHT)


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
    if over:
        return gettext("已结束")
    return gettext("待设密码") if row.identity.password.startswith("!") else gettext("在任")


def in_force() -> Q:
    return Q(valid_until=None) | Q(valid_until__gte=timezone.localdate())


class PeopleIndexView(ForManagers, PlaceList, IndexView):
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
        rows = Membership.objects.here().select_related("identity")
        return rows.annotate(in_force=in_force())  # type: ignore[no-untyped-call]  # Wagtail is untyped

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("添加人员"), url=reverse("people:join"), icon_name="plus")]

    def _may_end(self, row: Any) -> bool:
        own = row.role == MemberRole.ADMINISTRATOR and row.identity_id == who(self.request)
        return row.in_force and row.role in UNIT_ROLES and not own

    @cached_property
    def columns(self) -> list[Column]:
        return [
            *of_person(lambda row: reverse("people:person", args=[row.pk])),
            ROLE,
            *of_time(),
            Column("state", label=_("状态"), accessor=_word),
            ActionColumn("end", label=_("操作"), accessor=self._may_end),
        ]


def log_change(membership: Membership, action: str) -> None:
    """Into Wagtail's own log of the unit, beside what happens to its pages."""
    person = membership.identity
    log(
        instance=membership,
        action=action,
        title=f"{person.name}（{person.login}）{MemberRole(membership.role).label}",
        data={"login": person.login, "role": membership.role, "until": str(membership.valid_until or "")},
    )
