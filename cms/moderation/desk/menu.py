"""Menu items and the note on the home page, each shown to whom it is of use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from cms.moderation.desk import rights
from cms.moderation.desk.own import OWN
from cms.moderation.desk.queue import QUEUE, counts
from cms.moderation.queries import light, own_cases, to_correct


class QueueItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rights.receives(request.user)


class OwnItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rights.may_follow(request.user)


def queue_item() -> MenuItem:
    return QueueItem(QUEUE, reverse("moderation:queue"), name="cases", icon_name="tasks", order=142)


def own_item() -> MenuItem:
    return OwnItem(OWN, reverse("moderation:own"), name="own-cases", icon_name="upload", order=132)


class ModerationPanel(Component):
    """What waits at this desk, and which findings the unit owes an answer to."""

    name = "moderation"
    order = 7
    template_name = "moderation/panel.html"

    def __init__(self, lines: dict[str, Any]):
        self.lines = lines

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return self.lines


def compose(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel where it has something to say."""
    lines: dict[str, Any] = counts() if rights.receives(request.user) else {}
    if rights.may_follow(request.user):
        lines["owed"] = list(light(to_correct(own_cases()))[:5])
    if lines.get("waiting") or lines.get("owed"):
        panels.append(ModerationPanel(lines))
