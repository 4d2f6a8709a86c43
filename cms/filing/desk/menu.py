"""Menu items and the note on the home page, each shown to whom it is of use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from cms.filing.actor import own_unit
from cms.filing.desk import rights
from cms.filing.desk.deciding import QUEUE, waiting_count
from cms.filing.desk.overview import DUE
from cms.filing.duties import DutyState, standing_of_unit
from cms.filing.models import Filing
from cms.filing.rules import rules
from cms.filing.states import FilingState


class OwnFilingsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rights.may_follow(request.user)


class QueueItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rights.receives(request.user)


def own_item() -> MenuItem:
    return OwnFilingsItem(
        _("目录报备"), reverse("filing_desk:index"), name="filings", icon_name="upload", order=130
    )


def queue_item() -> MenuItem:
    return QueueItem(QUEUE, reverse("filing_inbox:index"), name="received", icon_name="tasks", order=140)


class DueItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rights.may_oversee(request.user)


def due_item() -> MenuItem:
    return DueItem(DUE, reverse("filing_inbox:due"), name="due", icon_name="list-ul", order=512)


class FilingPanel(Component):
    """What there is to do about catalogs: the unit's own that is due or came back, and those that wait for it."""

    name = "filing"
    order = 8
    template_name = "filing/panel.html"

    def __init__(self, request: HttpRequest, lines: dict[str, Any]):
        self.request, self.lines = request, lines

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return self.lines


def _own_lines() -> dict[str, Any]:
    unit = own_unit()
    if unit is None:
        return {}
    today, known = timezone.localdate(), rules()
    duty = standing_of_unit(unit, known=known, today=today)
    last = Filing.objects.order_by("-number").first()
    near = duty.due_on and (duty.due_on - today).days <= int(known["remind_days"].value)
    owed = duty.state is DutyState.OVERDUE or (duty.state is DutyState.OPEN and near)
    return {
        "duty": duty if owed else None,
        "overdue": duty.state is DutyState.OVERDUE,
        "returned": last if last and last.state == FilingState.RETURNED else None,
    }


def compose(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel where it has something to say."""
    lines: dict[str, Any] = _own_lines() if rights.may_follow(request.user) else {}
    if rights.receives(request.user):
        lines["waiting"] = waiting_count()
    if any(lines.get(name) for name in ("duty", "returned", "waiting")):
        panels.append(FilingPanel(request, lines))
