"""What is due, and how much of it is public: the paths of API v1 that answer from obligations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from cms.delivery.api import cursor, parameters
from cms.delivery.api.answering import answered
from cms.delivery.api.description import DUE, takes
from cms.delivery.api.schemas import duties as described
from cms.delivery.coverage import FEW, YEARS, Coverage, Group
from cms.obligations.models import Obligation
from cms.obligations.public import nil_reasons, of_public_items, with_next_due
from cms.obligations.queries import in_state, of_units_in_service, still_open
from cms.obligations.states import ObligationState
from cms.publication.queries import reader

router = Router(tags=["公开"])
OBLIGATION_PARAMETERS = ("unit", "item", *DUE, "limit", "cursor")
STATES = [state.value for state in ObligationState]


@router.get(
    "/obligations",
    summary="应公开的事项",
    response=described.Obligations,
    openapi_extra=takes(*OBLIGATION_PARAMETERS, own=DUE),
)
def obligations(request: HttpRequest) -> HttpResponse:
    """Of items that are disclosed to society, by due date. `counts` and `next_due` are of all that were asked for."""
    values, today = parameters.only(request, *OBLIGATION_PARAMETERS), timezone.localdate()
    everything = _asked(values, today)
    counts, first = _counted(everything, today)
    rows, following = cursor.due_page(
        with_next_due(everything).select_related("unit"),
        values=values,
        limit=parameters.limit(values),
    )
    reasons = nil_reasons(rows, using=reader())
    return answered(
        {
            "items": [_obligation(row, reasons) for row in rows],
            "next": following,
            "total": sum(counts.values()),
            "counts": counts,
            "next_due": first and first.isoformat(),
            "as_of": today.isoformat(),
        }
    )


def _asked(values: dict[str, str], today: dt.date) -> QuerySet[Obligation]:
    rows = of_public_items(of_units_in_service(Obligation.objects.using(reader())))
    for name, lookup in (("unit", "unit__slug"), ("item", "item_code")):
        if name in values:
            rows = rows.filter(**{lookup: values[name]})
    since, until = parameters.day(values, "since"), parameters.day(values, "until")
    state = parameters.one_of(values, "state", STATES)
    rows = rows.filter(due_on__gte=since) if since else rows
    rows = rows.filter(due_on__lte=until) if until else rows
    return rows.filter(in_state(ObligationState(state), today=today)) if state else rows


def _counted(rows: QuerySet[Obligation], today: dt.date) -> tuple[dict[str, int], dt.date | None]:
    """How many are in each state, and the first day on which one is, or was, due. One query."""
    wanted = {f"n_{state}": Count("pk", in_state(ObligationState(state), today=today)) for state in STATES}
    found = rows.order_by().aggregate(**wanted, first=Min("due_on", filter=still_open()))
    return {state: found[f"n_{state}"] for state in STATES}, found["first"]


def _obligation(row: Any, reasons: dict[tuple[str, str, str], str]) -> dict[str, Any]:
    """No person: who declared and who decided is the unit's own affair."""
    return {
        "unit": {"slug": row.unit.slug, "name": row.unit.name},
        "code": row.item_code,
        "title": row.public_title,
        "period": {"key": row.period_key, "label": row.period_label},
        "due": row.due_on.isoformat(),
        "state": row.state.value,
        "published_on": row.met_on and row.met_on.isoformat(),
        "nil_reason": reasons.get((row.schema_name, row.item_code, row.period_key)),
        "next_due": row.next_due and row.next_due.isoformat(),
    }


@router.get("/coverage", summary="覆盖和及时", response=described.Coverage, openapi_extra=takes("year"))
def coverage(request: HttpRequest) -> HttpResponse:
    """The district by line, territory and kind; on a unit's host that unit alone. Shares are null where little is due."""
    values, today = parameters.only(request, "year"), timezone.localdate()
    years = [str(today.year - n) for n in range(YEARS)]
    year = int(parameters.one_of(values, "year", years) or today.year)
    found = Coverage(year=year, today=today)
    return answered(
        {
            "year": year,
            "as_of": min(today, dt.date(year, 12, 31)).isoformat(),
            "few": FEW,
            "total": _figures(found.total),
            **{
                f"by_{name}": [_group(group) for group in groups()]
                for name, (_title, groups) in found.by().items()
            },
        }
    )


def _figures(group: Group) -> dict[str, Any]:
    tally = group.tally
    return {
        "units": group.count,
        "registered": group.registered,
        "due": tally.due,
        "met": tally.met,
        "on_time": tally.on_time,
        "coverage": group.coverage,
        "timeliness": group.timeliness,
    }


def _group(group: Group) -> dict[str, Any]:
    return {"key": group.key, "name": group.name} | _figures(group)
