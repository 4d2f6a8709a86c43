"""The state of an obligation follows from its dates; the days at the edges are the ones that matter."""

import datetime as dt

import pytest

from cms.obligations.states import SOON_DAYS, ObligationState, state_of

DUE = dt.date(2026, 4, 15)


def on(days: int) -> dt.date:
    """So many days after the due date."""
    return DUE + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (-SOON_DAYS - 1, "pending"),
        (-SOON_DAYS, "soon"),
        (-1, "soon"),
        (0, "soon"),
        (1, "overdue"),
        (400, "overdue"),
    ],
)
def test_what_is_open_is_pending_then_soon_then_overdue(today, state):
    assert state_of(due_on=DUE, met_on=None, nil=False, today=on(today)) == state


@pytest.mark.parametrize(("met", "state"), [(-30, "met"), (0, "met"), (1, "late"), (90, "late")])
@pytest.mark.parametrize("today", [-100, 0, 100])
@pytest.mark.parametrize("nil", [False, True])
def test_what_was_published_is_met_or_late_whatever_else_is_said(met, state, today, nil):
    assert state_of(due_on=DUE, met_on=on(met), nil=nil, today=on(today)) == state


@pytest.mark.parametrize("today", [-100, 0, 1, 100])
def test_what_was_declared_nil_is_never_overdue(today):
    assert state_of(due_on=DUE, met_on=None, nil=True, today=on(today)) == ObligationState.NIL
