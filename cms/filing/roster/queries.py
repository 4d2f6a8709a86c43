"""Reads of contacts and of the yearly word on the register. `using` says through whose eyes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from cms.filing.roster.models import RosterConfirmation, RosterWord, UnitContact
from tenants.context import current

YEAR = 365
"""Days after which a unit must confirm its entry again."""


def contacts_by_unit(units: Iterable[int]) -> dict[int, list[UnitContact]]:
    """Unit → its contacts: at the centre of all, elsewhere of those the bound unit guides. One query.

    Not through the central reader, which knows nothing of people.
    """
    found: dict[int, list[UnitContact]] = {}
    rows = UnitContact.objects.using("default" if current().is_central else "guide")
    for row in rows.filter(unit_id__in=[*units]):
        found.setdefault(row.unit_id, []).append(row)
    return found


def words_by_unit(*, using: str) -> dict[int, list[RosterConfirmation]]:
    """Unit → what it said about its entry, the newest first. One query."""
    found: dict[int, list[RosterConfirmation]] = {}
    for row in RosterConfirmation.objects.using(using):
        found.setdefault(row.unit_id, []).append(row)
    return found


def confirmed_as_of(words: Iterable[RosterConfirmation]) -> dt.date | None:
    """The last day on which the unit said that its entry is right."""
    return max((row.on for row in words if row.word == RosterWord.CONFIRMED), default=None)


def open_report(words: Iterable[RosterConfirmation]) -> RosterConfirmation | None:
    """What the unit reported as wrong and the office has not settled."""
    return next((row for row in words if row.word == RosterWord.WRONG and row.settled_on is None), None)


def confirm_by(confirmed: dt.date | None) -> dt.date | None:
    return confirmed and confirmed + dt.timedelta(days=YEAR)
