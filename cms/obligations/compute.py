"""From facts to obligations: one pure function, for any day.

What an item owes follows from what the registered catalog says of it over time (`owing`), and how each of these
stands from what was published, declared and allowed (`settling`). Nothing here reads a database or a clock.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cms.obligations.facts import Answer, Facts
from cms.obligations.owing import Due, ItemFacts, owed_by
from cms.obligations.states import DutyKind, ObligationState, state_of


@dataclass(frozen=True)
class Duty:
    """One obligation as a day sees it. `start` and `end` are the time it is for, where it is for a time."""

    code: str
    key: str
    title: str
    label: str
    kind: DutyKind | None
    start: dt.date | None
    end: dt.date | None
    due_on: dt.date
    provisional: bool
    on: dt.date
    met_on: dt.date | None = None
    entry: uuid.UUID | None = None
    nil: bool = False
    nil_on: dt.date | None = None
    waived_on: dt.date | None = None

    @property
    def state(self) -> ObligationState:
        return state_of(
            due_on=self.due_on,
            met_on=self.met_on,
            nil=self.nil,
            nil_on=self.nil_on,
            waived=self.waived_on is not None,
            today=self.on,
        )


def horizon(on: dt.date) -> dt.date:
    """The last due date that a day looks ahead to: the next January, when the last periods of the year fall due."""
    return dt.date(on.year + 1, 1, 31)


def compute(facts: Facts, *, on: dt.date) -> list[Duty]:
    """Everything owed as `on` knows it, ordered by item and due date. Facts of later days count for nothing."""
    parts = _by_item(facts.known_on(on))
    return [duty for code in sorted(parts) for duty in _of_item(parts[code], on)]


def _by_item(facts: Facts) -> dict[str, ItemFacts]:
    """The facts of each item that is, or was, in the catalog."""
    found: dict[str, dict[str, list[Any]]] = {code: defaultdict(list) for code in facts.codes()}
    for name in ("terms", "answers", "happenings", "declarations", "leaves", "written"):
        for row in getattr(facts, name):
            if row.code in found:
                found[row.code][name].append(row)
    return {
        code: ItemFacts(calendar=facts.calendar, rules=facts.rules, **{k: tuple(v) for k, v in rows.items()})
        for code, rows in found.items()
    }


def _of_item(item: ItemFacts, on: dt.date) -> list[Duty]:
    settled = [(due, _settled(due, item, on)) for due in owed_by(item, until=horizon(on))]
    duties = [duty for due, duty in settled if not due.lapsed or _is_answered(duty)]
    return sorted(duties, key=lambda duty: (duty.due_on, duty.key))


def _is_answered(duty: Duty) -> bool:
    return duty.met_on is not None or duty.nil or duty.waived_on is not None


def _settled(due: Due, item: ItemFacts, on: dt.date) -> Duty:
    """How one obligation stands, from what is in force on the day."""
    answer = _first(row for row in item.answers if row.until is None and _answers(row, due))
    leave = [row.on for row in item.leaves if row.key == due.key and row.until is None]
    nil, nil_on = _declared(due, item)
    return Duty(
        code=due.code,
        key=due.key,
        title=due.title,
        label=due.label,
        kind=due.kind,
        start=due.start,
        end=due.end,
        due_on=due.due_on,
        provisional=due.provisional,
        on=on,
        met_on=answer and answer.on,
        entry=answer and answer.entry,
        nil=nil or due.nil,
        nil_on=nil_on,
        waived_on=min(leave, default=None),
    )


def _first(answers: Iterable[Answer]) -> Answer | None:
    return min(answers, key=lambda row: (row.on, str(row.entry)), default=None)


def _answers(row: Answer, due: Due) -> bool:
    """Whether an entry is the evidence for an obligation."""
    if row.entry is not None and due.kind == DutyKind.FIRST:
        return True
    if row.key == due.key:
        return True
    if due.kind == DutyKind.YEARLY:
        return str(row.on.year) == due.key
    return due.kind == DutyKind.CHANGE and row.entry is not None and row.on >= (due.start or row.on)


def _declared(due: Due, item: ItemFacts) -> tuple[bool, dt.date | None]:
    """Whether a nil declaration stands, and since when: the one that stood on the due date, if there was one."""
    rows = [row for row in item.declarations if row.key == due.key]
    standing = [row.on for row in rows if row.until is None]
    in_time = [row.on for row in rows if row.on <= due.due_on and (not row.until or row.until > due.due_on)]
    return bool(standing), min(in_time or standing, default=None)
