"""Never twice for the same thing: what a unit was reminded of is written down with the reminder itself."""

from __future__ import annotations

import datetime as dt

from cms.filing.models import Reminder


def once(kind: str, key: str, *, due_on: dt.date | None = None) -> bool:
    """Whether the bound unit may be reminded of this now: True the first time, and then never again.

    Call it in the transaction that sends: when sending fails, the row goes with it, and it is tried anew. `kind` is
    at most 40 characters and names the sort of reminder, `key` at most 120 and names the thing and its date. Two
    processes may ask at once: one of them is told True.
    """
    _row, is_new = Reminder.objects.get_or_create(kind=kind, key=key, defaults={"due_on": due_on})
    return is_new
