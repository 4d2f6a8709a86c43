"""How many units stand: states × counts for each, in one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone

from cms.obligations.models import Obligation
from cms.obligations.queries import in_state
from cms.obligations.states import ObligationState

Counts = dict[ObligationState, int]
OPEN = (ObligationState.OVERDUE, ObligationState.SOON, ObligationState.PENDING)


@dataclass(frozen=True)
class UnitStanding:
    """A unit by primary key: states → counts, and the oldest due date that is overdue."""

    unit: int
    counts: Counts
    overdue_since: dt.date | None


def standings(
    *, using: str, units: Iterable[int] | None = None, year: int | None = None, today: dt.date | None = None
) -> list[UnitStanding]:
    """Open obligations of whatever year, and what was answered of those due in a year (this one)."""
    today = today or timezone.localdate()
    rows = Obligation.objects.using(using)
    if units is not None:
        rows = rows.filter(unit_id__in=[*units])
    of_year = Q(due_on__year=year or today.year)
    counted = {
        f"n_{state.value}": Count(
            "pk", in_state(state, today=today) if state in OPEN else in_state(state, today=today) & of_year
        )
        for state in ObligationState
    }
    overdue = in_state(ObligationState.OVERDUE, today=today)
    found = rows.order_by().values("unit_id").annotate(**counted, since=Min("due_on", filter=overdue))
    return [
        UnitStanding(
            row["unit_id"], {state: row[f"n_{state.value}"] for state in ObligationState}, row["since"]
        )
        for row in found
    ]
