"""The facts that obligations follow from. Plain values: no database, no model instance.

Every fact has the day from which it was known, so that any day can be asked how things stood then.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field, replace
from typing import TypeVar

from cms.obligations.calendar import Calendar, official
from cms.obligations.rules import Rules


@dataclass(frozen=True)
class Term:
    """What a registered version says of a public item, from the day it came into force until the next one did."""

    code: str
    title: str
    timing: str
    frequency: str
    due_workdays: int | None
    since: dt.date
    until: dt.date | None = None
    due_day: int | None = None

    def holds_on(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Answer:
    """An entry, in public sight from a day until another. `entry` None is the yearly confirmation."""

    code: str
    key: str
    on: dt.date
    entry: uuid.UUID | None
    until: dt.date | None = None


@dataclass(frozen=True)
class Happening:
    """A change, a stage or an event, which the unit recorded on a day (`known`) and may have taken back."""

    code: str
    key: str
    kind: str
    label: str
    day: dt.date
    on: dt.date
    until: dt.date | None = None


@dataclass(frozen=True)
class Declaration:
    """An approved 本期无此事项, from the day of its approval until it ceased to stand."""

    code: str
    key: str
    on: dt.date
    until: dt.date | None = None


@dataclass(frozen=True)
class Leave:
    """The office excused the unit from one obligation, until it changed its mind."""

    code: str
    key: str
    on: dt.date
    until: dt.date | None = None


@dataclass(frozen=True)
class Written:
    """An obligation that the first release wrote down.

    `firm` ones were answered or past due when this engine first looked, and stay as they were written.
    """

    code: str
    key: str
    title: str
    label: str
    due_on: dt.date
    firm: bool = True
    nil: bool = False


Dated = TypeVar("Dated", Answer, Happening, Declaration, Leave)


def _known(rows: tuple[Dated, ...], day: dt.date) -> tuple[Dated, ...]:
    """Facts that a day knew of; what ended later had not ended yet."""
    return tuple(
        replace(row, until=None) if row.until and row.until > day else row for row in rows if row.on <= day
    )


@dataclass(frozen=True)
class Facts:
    """Everything that `compute` goes by, of one unit or of some of its items. The order of rows means nothing."""

    terms: tuple[Term, ...] = ()
    answers: tuple[Answer, ...] = ()
    happenings: tuple[Happening, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    leaves: tuple[Leave, ...] = ()
    written: tuple[Written, ...] = ()
    calendar: Calendar = field(default_factory=official)
    rules: Rules = field(default_factory=Rules)

    def known_on(self, day: dt.date) -> Facts:
        """The same, as a day knew it."""
        terms = tuple(
            replace(term, until=None) if term.until and term.until > day else term
            for term in self.terms
            if term.since <= day
        )
        return replace(
            self,
            terms=terms,
            answers=_known(self.answers, day),
            happenings=_known(self.happenings, day),
            declarations=_known(self.declarations, day),
            leaves=_known(self.leaves, day),
        )

    def codes(self) -> set[str]:
        """Codes of the items that may owe something."""
        return {term.code for term in self.terms} | {row.code for row in self.written}
