"""What waits for those who review and approve, and how the unit stands meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.obligations.models import Obligation
from cms.obligations.states import SOON_DAYS

SHOWN = 20


@dataclass
class Waiting:
    """One entry that somebody handed in."""

    title: str
    period: str
    by: str
    since: dt.datetime
    url: str
    step: str = ""
    giver: str = ""
    """On whose behalf it is decided; '' one's own."""


Source = Callable[[Any], list[Waiting]]
_sources: list[Source] = []


def asks(source: Source) -> Source:
    """Have a function asked what waits for a user, the longest waiting first. Rooms after this one know; it does not."""
    _sources.append(source)
    return source


def waiting_for(user) -> list[Waiting]:
    """What this person may decide now, the longest waiting first. A fixed number of queries."""
    rows = [row for source in _sources for row in source(user)]
    return sorted(rows, key=lambda row: row.since)


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
        rows = {"rows": self.rows[:SHOWN], "more": max(len(self.rows) - SHOWN, 0)}
        return rows | {"soon_days": SOON_DAYS} | standing()
