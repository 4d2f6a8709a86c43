"""What the bound unit has to do: late, within a week, next, and what waits for somebody's approval."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from cms.obligations.desk import rights
from cms.obligations.desk.writing import Offer, offers
from cms.obligations.marks import mark
from cms.obligations.models import NilDeclaration, Obligation
from cms.obligations.queries import still_open
from cms.obligations.schedule import parse_period
from cms.obligations.states import DutyKind, NilState
from tenants.identity.models import Identity

WEEK_DAYS = 7
"""Calendar days, today not counted, that 本周 reaches ahead."""
DECIDED_SHOWN = 10


@dataclass
class Line:
    """One obligation, and what this person may do about it."""

    row: Obligation
    mark: SafeString
    write: Offer | None = None
    nil: bool = False
    confirm: bool = False


@dataclass
class Declared:
    """One 本期无此事项, with who proposed it and what this person may do about it."""

    row: NilDeclaration
    by: str
    due: Obligation | None = None
    decide: bool = False
    own: bool = False
    withdraw: bool = False


@dataclass
class Duties:
    """What is open. What was declared and waits for approval stands there alone."""

    late: list[Line] = field(default_factory=list)
    week: list[Line] = field(default_factory=list)
    next: list[Line] = field(default_factory=list)
    waiting: list[Declared] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [*self.late, *self.week, *self.next]


def duties(user: Any, *, today: dt.date) -> Duties:
    """Of the bound unit, for a person. The same number of queries whatever there is."""
    proposed = {
        (row.item_code, row.period_key): row
        for row in NilDeclaration.objects.filter(state=NilState.PROPOSED).order_by("proposed_on", "item_code")
    }
    found, dues, coming = Duties(), {}, set()
    for row in Obligation.objects.filter(still_open()).order_by("due_on", "item_code", "period_key"):
        if (row.item_code, row.period_key) in proposed:
            dues[row.item_code, row.period_key] = row
        elif row.due_on < today:
            found.late.append(Line(row, mark(row.state)))
        elif row.due_on <= today + dt.timedelta(days=WEEK_DAYS):
            found.week.append(Line(row, mark(row.state)))
        elif row.item_code not in coming:
            coming.add(row.item_code)  # of each item, what comes first
            found.next.append(Line(row, mark(row.state)))
    _allow(found.lines, user, today)
    names = _names(proposed.values())
    found.waiting = [declared(row, user, names, dues.get(key)) for key, row in proposed.items()]
    return found


def _allow(lines: list[Line], user: Any, today: dt.date) -> None:
    """Put on each line what the person may do."""
    writing = offers(user, [line.row for line in lines])
    declares, records = rights.may_declare(user), rights.may_record(user)
    for line in lines:
        line.write = writing.get(line.row.pk)
        period = parse_period(line.row.period_key)
        over = bool(period and period.end and period.end < today)
        yearly = line.row.kind == DutyKind.YEARLY
        line.nil = declares and over and not yearly
        line.confirm = records and yearly and int(line.row.period_key) <= today.year


def declared(
    row: NilDeclaration, user: Any, names: dict[uuid.UUID, str], due: Obligation | None = None
) -> Declared:
    decides, own = rights.may_decide(user), row.proposed_by == user.identity_uuid
    waits = row.state == NilState.PROPOSED
    return Declared(
        row,
        names.get(row.proposed_by, ""),
        due,
        decide=waits and decides and not own,
        own=waits and decides and own,
        withdraw=row.state in (NilState.PROPOSED, NilState.APPROVED)
        and (rights.may_declare(user) if waits else decides),
    )


def decided(user: Any) -> list[Declared]:
    """What was decided last. Two queries."""
    rows = list(
        NilDeclaration.objects.exclude(state=NilState.PROPOSED).order_by("-decided_on", "-proposed_on", "pk")[
            :DECIDED_SHOWN
        ]
    )
    names = _names(rows)
    return [declared(row, user, names) for row in rows]


def _names(rows: Iterable[NilDeclaration]) -> dict[uuid.UUID, str]:
    """Of people who proposed and have a place here still."""
    keys = {row.proposed_by for row in rows}
    return dict(Identity.objects.filter(pk__in=keys).values_list("uuid", "name"))


def to_decide() -> int:
    """How many declarations wait for approval. One query."""
    return NilDeclaration.objects.filter(state=NilState.PROPOSED).count()
