"""Reads of what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from cms.obligations.calendar import Calendar, NamedDay, official
from cms.obligations.district import (
    LineStanding,
    Tally,
    UnitStanding,
    district_tally,
    matrix,
    of_line,
    standings,
)
from cms.obligations.models import CalendarDay, CalendarYear, Obligation
from cms.obligations.states import SOON_DAYS, ObligationState
from tenants.states import IN_SERVICE

__all__ = [
    "ItemStanding",
    "ItemStatus",
    "LineStanding",
    "Tally",
    "UnitStanding",
    "calendar",
    "due_by",
    "in_state",
    "matrix",
    "of_line",
    "of_unit",
    "of_units_in_service",
    "standings",
    "statuses",
    "statuses_of",
    "still_open",
    "tally",
]


def calendar(*, using: str = "default") -> Calendar:
    """Working days as the project's data has them, and the office on top of it. Two queries."""
    years = dict(CalendarYear.objects.using(using).values_list("year", "number"))
    rows = CalendarDay.objects.using(using).values_list("date", "working", "name")
    return official().overridden({day: NamedDay(working, name) for day, working, name in rows}, years)


def still_open() -> Q:
    """Obligations that nothing has answered, as a condition for the database."""
    return Q(met_on=None, nil=False, waived_on=None)


@dataclass
class ItemStatus:
    """How an item stands: its state today, and the next day it falls due."""

    state: ObligationState
    next_due: dt.date | None


# What an item shows when its periods are in different states: the most pressing one, else how the last ended.
PRESSING = (ObligationState.OVERDUE, ObligationState.SOON)
OPEN = (*PRESSING, ObligationState.PENDING)


def _status(rows: list[Obligation]) -> ItemStatus:
    """Rows of one item, by due date."""
    states = [row.state for row in rows]
    closed = [state for state in states if state not in OPEN]
    pressing = next((state for state in PRESSING if state in states), None)
    next_due = next((row.due_on for row in rows if row.state in OPEN), None)
    return ItemStatus(pressing or (closed[-1] if closed else ObligationState.PENDING), next_due)


def statuses() -> dict[str, ItemStatus]:
    """Item code → status in the bound tenant. One query."""
    return {code: status for (_unit, code), status in _by_item(Obligation.objects.all()).items()}


def statuses_of(units: Iterable[int], *, using: str) -> dict[tuple[int, str], ItemStatus]:
    """(unit, item code) → status, for units by primary key. One query."""
    return _by_item(Obligation.objects.using(using).filter(unit_id__in=units))


def _by_item(rows: QuerySet[Obligation]) -> dict[tuple[int, str], ItemStatus]:
    by_item: dict[tuple[int, str], list[Obligation]] = {}
    for row in rows.order_by("due_on"):
        by_item.setdefault((row.unit_id, row.item_code), []).append(row)
    return {key: _status(rows) for key, rows in by_item.items()}


@dataclass
class ItemStanding:
    """One item of a unit: how it stands, what falls due next, and its obligations, the newest due date first."""

    code: str
    title: str
    status: ItemStatus
    rows: list[Obligation]


def of_unit(unit: int, *, using: str, year: int | None = None) -> list[ItemStanding]:
    """What a unit (by primary key) owes: all that is open, and what fell due in a year (this one). One query."""
    year = year or timezone.localdate().year
    rows = Obligation.objects.using(using).filter(unit_id=unit).filter(still_open() | Q(due_on__year=year))
    by_item: dict[str, list[Obligation]] = {}
    for row in rows.order_by("item_code", "due_on"):
        by_item.setdefault(row.item_code, []).append(row)
    return [
        ItemStanding(code, found[-1].item_title, _status(found), found[::-1])
        for code, found in by_item.items()
    ]


def of_units_in_service(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Without what a unit owed whose site is archived: nobody is reminded of it, nobody is measured by it."""
    return rows.filter(unit__tenant__state__in=IN_SERVICE)


def tally(*, using: str = "default", year: int | None = None) -> Tally:
    """Obligations that fell due in a year (this one), until today at the latest. One query.

    What the office waived is not counted: nobody is measured by it. Through another reader than the unit's own the
    district is counted from its units' tallies.
    """
    today = timezone.localdate()
    year = year or today.year
    if using != "default":
        return district_tally(using=using, year=year, today=today)
    start, end = dt.date(year, 1, 1), min(today, dt.date(year, 12, 31))
    answered = Q(met_on__isnull=False) | Q(nil=True)
    in_time = Q(met_on__lte=F("due_on")) | IN_TIME_BY_DECLARATION | Q(met_on=None, nil=True)
    rows = Obligation.objects.filter(due_on__gte=start, due_on__lte=end)
    counts = rows.exclude(in_state(ObligationState.WAIVED, today=today))
    return Tally(**counts.aggregate(due=Count("pk"), met=Count("pk", answered), on_time=Count("pk", in_time)))


def due_by(day: dt.date, *, using: str = "default") -> QuerySet[Obligation]:
    """What fell due in the year of a day until that day, and what falls due soon after it."""
    soon = day + dt.timedelta(days=SOON_DAYS)
    rows = Obligation.objects.using(using).filter(due_on__gte=dt.date(day.year, 1, 1), due_on__lte=soon)
    return of_units_in_service(rows)


IN_TIME_BY_DECLARATION = Q(met_on__isnull=False, nil_on__lte=F("due_on"))
"""Published late, but the unit had declared in time that there was nothing."""


def in_state(state: ObligationState, *, today: dt.date) -> Q:
    """Obligations that `state_of` puts in a state on a day, as a condition for the database."""
    soon = today + dt.timedelta(days=SOON_DAYS)
    late = Q(met_on__gt=F("due_on")) & (Q(nil_on=None) | Q(nil_on__gt=F("due_on")))
    unmet = Q(met_on=None)
    return {
        ObligationState.MET: Q(met_on__lte=F("due_on")) | IN_TIME_BY_DECLARATION,
        ObligationState.WAIVED: Q(waived_on__isnull=False) & (unmet | late),
        ObligationState.LATE: late & Q(waived_on=None),
        ObligationState.NIL: unmet & Q(nil=True, waived_on=None),
        ObligationState.OVERDUE: still_open() & Q(due_on__lt=today),
        ObligationState.SOON: still_open() & Q(due_on__gte=today, due_on__lte=soon),
        ObligationState.PENDING: still_open() & Q(due_on__gt=soon),
    }[state]
