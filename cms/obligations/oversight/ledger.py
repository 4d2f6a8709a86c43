"""The ledger of a line or of whatever a unit guides: 底数清、情况明、动态准. A fixed number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.filing.media.duty import MEDIA_ONLY, Duty, duty_of
from cms.filing.media.marks import mark
from cms.filing.media.models import MediaRegistration
from cms.filing.media.queries import by_unit
from cms.filing.models import Filing
from cms.filing.roster.models import RosterConfirmation, UnitContact
from cms.filing.roster.queries import (
    confirm_by,
    confirmed_as_of,
    contacts_by_unit,
    open_report,
    words_by_unit,
)
from cms.filing.states import FilingState
from cms.obligations.district import UnitStanding, standings
from cms.obligations.oversight.heat import Row
from cms.obligations.oversight.scope import Scope
from cms.registry.queries import DirectoryEntry


@dataclass(frozen=True)
class Kept:
    """Everything the ledger knows of one unit."""

    entry: DirectoryEntry
    standing: Row
    overdue_since: dt.date | None
    registered: Filing | None
    waiting: Filing | None
    media: list[MediaRegistration]
    duty: Duty | None
    contacts: list[UnitContact]
    confirmed: dt.date | None
    report: RosterConfirmation | None

    @property
    def catalog(self) -> str:
        """How its catalog stands, in words."""
        if self.entry.unit.kind in MEDIA_ONLY:
            return _("不用报送（市直驻区单位）")
        if self.waiting:
            return _("待办理（%(day)s 报送）") % {"day": self.waiting.filed_on.isoformat()}
        if self.registered and self.registered.registered_on:
            return _("%(day)s 登记") % {"day": self.registered.registered_on.isoformat()}
        return _("未登记")

    @property
    def media_word(self) -> str:
        return str(self.duty.state.label) if self.duty else _("没有门户网站")

    @property
    def media_mark(self) -> Any:
        return mark(self.duty.state) if self.duty else self.media_word

    @property
    def to_confirm(self) -> dt.date | None:
        return confirm_by(self.confirmed)


def kept(scope: Scope, *, year: int, today: dt.date) -> list[Kept]:
    """The ledger's rows, in the order of the register. Six queries."""
    keys = [*scope.units]
    counted = {row.unit: row for row in standings(using=scope.using, units=keys, year=year, today=today)}
    filings = _filings(scope)
    media = by_unit(using=scope.using, units=keys)
    contacts, words = contacts_by_unit(keys), words_by_unit(using=scope.using)
    found = []
    for key, entry in scope.units.items():
        said, rows, standing = words.get(key, []), media.get(key, []), counted.get(key)
        found.append(
            Kept(
                entry,
                _row(entry, standing),
                standing.overdue_since if standing else None,
                filings.get((key, FilingState.REGISTERED)),
                filings.get((key, FilingState.SUBMITTED)),
                rows,
                duty_of(entry.unit, rows, today=today),
                contacts.get(key, []),
                confirmed_as_of(said),
                open_report(said),
            )
        )
    return found


def _row(entry: DirectoryEntry, standing: UnitStanding | None) -> Row:
    if standing is None:
        return Row(entry.unit.name, "")
    return Row(entry.unit.name, "", 1, standing.counts, standing.tally)


def _filings(scope: Scope) -> dict[tuple[int, str], Filing]:
    """(unit, state) → its filing that is in force, or that waits."""
    states = (FilingState.REGISTERED, FilingState.SUBMITTED)
    rows = Filing.objects.using(scope.using).filter(unit_id__in=[*scope.units], state__in=states)
    return {(row.unit_id, row.state): row for row in rows.order_by("number")}
