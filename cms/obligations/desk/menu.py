"""The menu item, the addresses, and the note on the home page of who decides."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet

from cms.obligations.desk import rights, screens
from cms.obligations.desk.lines import to_decide
from cms.obligations.desk.occasions import CancelView, OccasionsView


class DutyItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rights.may_follow(request.user)


class DutyDesk(ViewSet):
    """The unit's addresses, below /admin/duties/."""

    name = "duty_desk"
    url_prefix = "duties"
    icon = "calendar-check"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", screens.DutiesView.as_view(), name="index"),
            path("occasions/", OccasionsView.as_view(), name="occasions"),
            path("occasions/<uuid:key>/cancel/", CancelView.as_view(), name="cancel"),
            path("<uuid:key>/nil/", screens.ProposeView.as_view(), name="propose"),
            path("<uuid:key>/confirm/", screens.ConfirmView.as_view(), name="confirm"),
            path("nil/<uuid:key>/approve/", screens.ApproveView.as_view(), name="approve"),
            path("nil/<uuid:key>/refuse/", screens.RefuseView.as_view(), name="refuse"),
            path("nil/<uuid:key>/withdraw/", screens.WithdrawView.as_view(), name="withdraw"),
        ]

    def menu(self) -> MenuItem:
        return DutyItem(screens.TITLE, reverse(screens.INDEX), name="duties", icon_name=self.icon, order=105)


class DecidePanel(Component):
    """That somebody says a period had nothing, and waits for this person."""

    name = "nil"
    order = 6
    template_name = "obligations/desk/panel.html"

    def __init__(self, waiting: int):
        self.waiting = waiting

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"waiting": self.waiting}


def compose(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel where something waits for a person who decides and does not write: writers have theirs."""
    if rights.may_decide(request.user):
        waiting = to_decide()
        if waiting:
            panels.append(DecidePanel(waiting))
