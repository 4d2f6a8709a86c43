"""What waits for those who review and approve, and how the unit stands meanwhile."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import TaskState

from cms.obligations.models import Obligation
from cms.obligations.states import SOON_DAYS
from cms.pages.presentation import period_label

SHOWN = 20


@dataclass
class Waiting:
    """One entry that somebody handed in."""

    title: str
    period: str
    by: str
    since: dt.datetime
    url: str


def _row(state: TaskState) -> Waiting | None:
    page = state.revision.content_object
    if page is None:
        return None
    content, author = state.revision.content, state.revision.user
    return Waiting(
        title=content["title"],
        period=period_label(content.get("period_key", "")),
        by=author.get_full_name() if author else "",
        since=state.started_at,
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
    )


def waiting_for(user) -> list[Waiting]:
    """Entries that this person may approve now, the longest waiting first. A fixed number of queries."""
    states = TaskState.objects.reviewable_by(user).select_related("revision__user")
    states = states.prefetch_related("revision__content_object").order_by("started_at")
    return [row for row in map(_row, states[:SHOWN]) if row]


def standing() -> dict[str, int]:
    """How many obligations of the unit are overdue, and how many fall due soon. One query."""
    today = timezone.localdate()
    soon = today + dt.timedelta(days=SOON_DAYS)
    return Obligation.objects.filter(met_on=None, nil=False, due_on__lte=soon).aggregate(
        overdue=Count("pk", Q(due_on__lt=today)), soon=Count("pk", Q(due_on__gte=today))
    )


class WaitingPanel(Component):
    """The list to approve; it also says when there is nothing in it."""

    name = "waiting"
    order = 5
    template_name = "column/waiting.html"

    def __init__(self, request: HttpRequest, rows: list[Waiting]):
        self.request, self.rows = request, rows

    def get_context_data(self, parent_context):
        return {"rows": self.rows, "soon_days": SOON_DAYS} | standing()
