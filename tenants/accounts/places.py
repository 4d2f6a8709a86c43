"""What every list of memberships has in common: the columns of the person and of the time, and a fixed order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from tenants.identity.models import Membership

ROLE = Column("role", label=_("角色"), accessor="get_role_display", sort_key="role")


def of_person(get_url: Callable[[Membership], str | None]) -> list[Column]:
    """Name, with a link where `get_url` gives one, and log-in name."""
    return [
        TitleColumn(
            "name", label=_("姓名"), accessor="identity.name", sort_key="identity__name", get_url=get_url
        ),
        Column("login", label=_("登录名"), accessor="identity.login", sort_key="identity__login"),
    ]


def of_time() -> list[Column]:
    """From and until."""
    return [
        Column("valid_from", label=_("自"), accessor=_since, sort_key="valid_from"),
        Column("valid_until", label=_("至"), accessor=_until, sort_key="valid_until"),
    ]


def _since(row: Membership) -> str:
    return row.valid_from.isoformat()


def _until(row: Membership) -> str:
    return row.valid_until.isoformat() if row.valid_until else gettext("未定")


class PlaceList:
    """For a list view of memberships: ties stay in one order, so that no row is on two pages or on none."""

    ordering: Any

    def order_queryset(self, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        parts = (self.ordering,) if isinstance(self.ordering, str) else tuple(self.ordering or ())
        return queryset.order_by(*parts, "pk")
