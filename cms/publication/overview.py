"""The office's home page: how the district stands today, from the ledger, in a fixed number of queries."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.filing.models import Filing
from cms.filing.states import FilingState
from cms.obligations.models import Obligation
from cms.obligations.queries import in_state, tally
from cms.obligations.states import ObligationState
from cms.publication.models import Entry
from cms.publication.office import HOST
from cms.publication.queries import public_entries
from cms.registry.models import Unit
from cms.registry.office.fields import site_address
from cms.registry.office.screens import CENTRAL, OfficePolicy

UNITS_SHOWN = 10
FILINGS_SHOWN = 5
ENTRIES_SHOWN = 8


def may_oversee(user) -> bool:
    return OfficePolicy(Obligation).user_has_permission(user, "view")


def behind() -> QuerySet:
    """Units with overdue obligations: how many, and since when the oldest. The worst first."""
    overdue = in_state(ObligationState.OVERDUE, today=timezone.localdate())
    rows = Obligation.objects.using(CENTRAL).filter(overdue).order_by()
    return (
        rows.values("unit__name", "unit_id")
        .annotate(n=Count("pk"), since=Min("due_on"))
        .order_by("-n", "since")
    )


def _counts() -> dict[str, int]:
    numbers = tally(using=CENTRAL)
    return {
        "units": Unit.objects.using(CENTRAL).count(),
        "registered": Filing.objects.using(CENTRAL).filter(state=FilingState.REGISTERED).count(),
        "submitted": Filing.objects.using(CENTRAL).filter(state=FilingState.SUBMITTED).count(),
        "due": numbers.due,
        "met": numbers.met,
        "on_time": numbers.on_time,
    }


def _entries(request: HttpRequest) -> list[dict[str, Any]]:
    rows = public_entries(using=CENTRAL).annotate(host=HOST).defer("html", "text", "fields")[:ENTRIES_SHOWN]
    return [_entry(request, row) for row in rows]


def _entry(request: HttpRequest, row: Entry) -> dict[str, Any]:
    return {
        "title": row.title,
        "unit": row.unit.name,
        "on": timezone.localtime(row.published_at).date(),
        "url": site_address(request, row.host, row.path),
    }


class OverviewPanel(Component):
    """Who is behind, what was filed, what became public."""

    name = "overview"
    order = 20
    template_name = "publication/overview.html"

    def __init__(self, request: HttpRequest):
        self.request = request

    def get_context_data(self, parent_context):
        units = list(behind())
        return {
            "counts": _counts(),
            "behind": units[:UNITS_SHOWN],
            "behind_total": len(units),
            "overdue_total": sum(unit["n"] for unit in units),
            "filings": Filing.objects.using(CENTRAL)
            .select_related("unit")
            .order_by("-filed_on", "pk")[:FILINGS_SHOWN],
            "entries": _entries(self.request),
            "obligations_url": reverse("obligations_register:index"),
            "filings_url": reverse("filing_register:index"),
            "entries_url": reverse("publication_entries:index"),
        }
