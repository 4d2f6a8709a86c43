"""Reads of what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from cms.obligations.models import Obligation
from cms.obligations.states import SOON_DAYS, ObligationState
from tenants.states import IN_SERVICE


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


@dataclass(frozen=True)
class Tally:
    """Counts behind the two honest figures: how much of what was due is public, and how much was in time."""

    due: int
    met: int
    on_time: int

    @staticmethod
    def percent(part: int, whole: int) -> int | None:
        """Whole per cent rounded down, so that 100 means all; None when nothing was due."""
        return part * 100 // whole if whole else None

    @property
    def coverage(self) -> int | None:
        return self.percent(self.met, self.due)

    @property
    def timeliness(self) -> int | None:
        return self.percent(self.on_time, self.due)


def of_units_in_service(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Without what a unit owed whose site is archived: nobody is reminded of it, nobody is measured by it."""
    return rows.filter(unit__tenant__state__in=IN_SERVICE)


def tally(*, using: str = "default", year: int | None = None) -> Tally:
    """Obligations that fell due in a year (this one), until today at the latest. One query."""
    today = timezone.localdate()
    start = dt.date(year or today.year, 1, 1)
    end = min(today, dt.date(start.year, 12, 31))
    answered = Q(met_on__isnull=False) | Q(nil=True)
    in_time = Q(met_on__lte=F("due_on")) | Q(nil=True)
    counts = Obligation.objects.using(using).filter(due_on__gte=start, due_on__lte=end)
    if using != "default":  # a unit that reads its own rows is in service
        counts = of_units_in_service(counts)
    return Tally(**counts.aggregate(due=Count("pk"), met=Count("pk", answered), on_time=Count("pk", in_time)))


def due_by(day: dt.date, *, using: str = "default") -> QuerySet[Obligation]:
    """What fell due in the year of a day until that day, and what falls due soon after it."""
    soon = day + dt.timedelta(days=SOON_DAYS)
    rows = Obligation.objects.using(using).filter(due_on__gte=dt.date(day.year, 1, 1), due_on__lte=soon)
    return of_units_in_service(rows)


def in_state(state: ObligationState, *, today: dt.date) -> Q:
    """Obligations that `state_of` puts in a state on a day, as a condition for the database."""
    unanswered, soon = Q(met_on=None, nil=False), today + dt.timedelta(days=SOON_DAYS)
    return {
        ObligationState.MET: Q(met_on__lte=F("due_on")),
        ObligationState.LATE: Q(met_on__gt=F("due_on")),
        ObligationState.NIL: Q(met_on=None, nil=True),
        ObligationState.OVERDUE: unanswered & Q(due_on__lt=today),
        ObligationState.SOON: unanswered & Q(due_on__gte=today, due_on__lte=soon),
        ObligationState.PENDING: unanswered & Q(due_on__gt=soon),
    }[state]
