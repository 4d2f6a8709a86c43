"""A unit's year in one row (UnitTally), written again whenever one of its obligations changed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from cms.obligations.models import Obligation, UnitTally
from cms.obligations.states import ObligationState, state_of
from cms.registry.models import Unit
from tenants.context import current

COUNTED = (ObligationState.MET, ObligationState.LATE, ObligationState.NIL, ObligationState.WAIVED)
IN_TIME = (ObligationState.MET, ObligationState.NIL)


def write_tallies(today: dt.date) -> None:
    """Count the bound unit's obligations anew, a row for each year that something falls due in."""
    counted = _counted(today)
    known = {row.year: row for row in UnitTally.objects.all()}
    unit = None
    for year in sorted(counted.keys() | known.keys()):
        values = counted.get(year) or _nothing()
        row = known.get(year)
        if row is None:
            unit = unit or Unit.objects.get(tenant__schema_name=current().schema_name)
            UnitTally.objects.create(unit=unit, year=year, **values)
        elif any(getattr(row, name) != value for name, value in values.items()):
            UnitTally.objects.filter(pk=row.pk).update(**values)


def _nothing() -> dict[str, Any]:
    return {state.value: 0 for state in COUNTED} | {"open_due": [], "ahead": []}


def _counted(today: dt.date) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = defaultdict(_nothing)
    facts = Obligation.objects.order_by("due_on").values_list(
        "due_on", "met_on", "nil", "nil_on", "waived_on"
    )
    for due_on, met_on, nil, nil_on, waived_on in facts:
        state = state_of(
            due_on=due_on, met_on=met_on, nil=nil, nil_on=nil_on, waived=waived_on is not None, today=today
        )
        values = found[due_on.year]
        if state not in COUNTED:
            values["open_due"].append(due_on)
            continue
        values[state.value] += 1
        if state in IN_TIME and due_on > today:
            values["ahead"].append(due_on)
    return found
