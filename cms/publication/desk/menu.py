"""Where the screens hang: addresses, menu, the buttons of a page, the home page, and Wagtail's own ways down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button

from cms.publication.desk import rights, screens
from cms.publication.models import Removal


class WithdrawalItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rights.may_follow(request.user)


class WithdrawalDesk(ViewSet):
    """The unit's addresses, below /admin/withdrawals/."""

    name = "withdrawal_desk"
    url_prefix = "withdrawals"
    icon = "download"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", screens.IndexView.as_view(), name="index"),
            path("pages/<int:page>/", screens.WithdrawView.as_view(), name="withdraw"),
            path("pages/<int:page>/remove/", screens.RemoveView.as_view(), name="remove"),
            path("removals/<uuid:key>/", screens.AccountView.as_view(), name="account"),
        ]

    def menu(self) -> MenuItem:
        address = reverse("withdrawal_desk:index")
        return WithdrawalItem(screens.INDEX, address, name="withdrawals", icon_name=self.icon, order=145)


def buttons(page: Any, user: Any, *, priority: int) -> Iterator[Button]:
    """撤回 and 紧急移除 of a page that is public, for whoever may."""
    if not rights.is_public_article(page):
        return
    ways = (
        (rights.may_withdraw, _("撤回"), "withdraw", "download"),
        (rights.may_remove, _("紧急移除"), "remove", "warning"),
    )
    for number, (may, label, name, icon) in enumerate(ways):
        if may(user):
            url = reverse(f"withdrawal_desk:{name}", args=[page.pk])
            yield Button(label, url=url, icon_name=icon, priority=priority + number)


def in_list(page: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    return buttons(page, user, priority=40)


def in_header(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    return buttons(page, user, priority=60)


def no_bulk_unpublish(
    request: HttpRequest, action_type: str, objects: Any, action: Any
) -> HttpResponse | None:
    """Each withdrawal has an explanation of its own, so none is done in bulk."""
    if action_type != "unpublish":
        return None
    messages.warning(request, _now("撤回要逐条写明理由：请打开要撤回的内容，用“撤回”办理。"))
    return redirect("wagtailadmin_explore_root")


class DuePanel(Component):
    """That removals are to be accounted for."""

    name = "removals"
    order = 3
    template_name = "publication/desk/panel.html"

    def __init__(self, due: list[Removal]):
        self.due = due

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"due": self.due}


def compose(request: HttpRequest, panels: list[Component]) -> None:
    """On the home page of those who answer for it, while there is anything to account for. One query."""
    if rights.may_follow(request.user):
        due = list(Removal.objects.filter(accounted_at=None).order_by("due_at")[:10])
        if due:
            panels.append(DuePanel(due))
