"""What an item owes, from what the registered catalog says of it over time. Pure.

A run is a stretch of versions without a gap in which the item keeps its kind of time limit. What is new tapers in: a
run's first period is the present one only where enough of it is left, and a first publication has its days of grace.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from cms.catalog.vocabulary import TimingKind
from cms.obligations.calendar import Calendar
from cms.obligations.facts import Answer, Declaration, Happening, Leave, Term, Written
from cms.obligations.rules import Rules
from cms.obligations.schedule import (
    Period,
    due_date,
    is_provisional,
    next_period,
    parse_period,
    period_of,
)
from cms.obligations.states import DutyKind


@dataclass(frozen=True)
class ItemFacts:
    """The facts of one item."""

    calendar: Calendar
    rules: Rules
    terms: tuple[Term, ...] = ()
    answers: tuple[Answer, ...] = ()
    happenings: tuple[Happening, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    leaves: tuple[Leave, ...] = ()
    written: tuple[Written, ...] = ()


@dataclass(frozen=True)
class Due:
    """Something that is owed, before anybody asked whether it was done."""

    code: str
    key: str
    title: str
    label: str
    kind: DutyKind | None
    due_on: dt.date
    start: dt.date | None = None
    end: dt.date | None = None
    provisional: bool = False
    lapsed: bool = False
    """Its item left the catalog before it fell due: it counts only where it was answered all the same."""
    nil: bool = False


Run = tuple[Term, ...]


def runs(terms: tuple[Term, ...], timing: TimingKind) -> list[Run]:
    """Adjacent terms of one kind of time limit. A version that was in force for no day never said anything."""
    rows = sorted(
        (term for term in terms if term.timing == timing and term.until != term.since),
        key=lambda term: (term.since, term.until or dt.date.max),
    )
    found: list[Run] = []
    for term in rows:
        if found and found[-1][-1].until == term.since:
            found[-1] = (*found[-1], term)
        else:
            found.append((term,))
    return found


def owed_by(item: ItemFacts, *, until: dt.date) -> list[Due]:
    """Everything that falls due until a day, at most one for each key."""
    found: dict[str, Due] = {}
    for source in (_standing, _periodic, _recorded):
        for due in source(item, until):
            if due.key not in found or found[due.key].lapsed:
                found[due.key] = due
    for row in item.written:
        _keep_written(row, item, found)
    return list(found.values())


def _standing(item: ItemFacts, until: dt.date) -> Iterator[Due]:
    """A first publication, and from the next year on a confirmation each year."""
    for run in runs(item.terms, TimingKind.STANDING):
        first, last = run[0], run[-1]
        days = _workdays(first, item.rules.standing_workdays)
        regular = item.calendar.add_workdays(first.since, days)
        due_on = max(regular, first.since + dt.timedelta(days=item.rules.first_grace_days))
        due = Due(first.code, "", last.title, "", DutyKind.FIRST, due_on)
        gone = last.until is not None and last.until <= due_on
        if due_on <= until:
            yield replace(due, lapsed=gone, provisional=is_provisional(item.calendar, first.since, due_on))
        yield from _confirmations(run, item.rules, until)


def _workdays(term: Term, otherwise: int) -> int:
    return otherwise if term.due_workdays is None else term.due_workdays


def _confirmations(run: Run, rules: Rules, until: dt.date) -> Iterator[Due]:
    for year in range(run[0].since.year + 1, until.year + 1):
        due_on = dt.date(year, rules.reconfirm_month, rules.reconfirm_day)
        term = _in_force(run, due_on)
        if term is None or due_on > until:
            return
        label = _("%(year)s年度确认") % {"year": year}
        start = dt.date(year, 1, 1)
        yield Due(term.code, str(year), term.title, label, DutyKind.YEARLY, due_on, start, due_on)


def _in_force(run: Run, day: dt.date) -> Term | None:
    return next((term for term in run if term.holds_on(day)), None)


def _periodic(item: ItemFacts, until: dt.date) -> Iterator[Due]:
    """Each period by the version in force at its end; no day is asked for twice, and none between two is left out."""
    for run in runs(item.terms, TimingKind.PERIODIC):
        start = _first_day(run[0], item.rules)
        for term, period in _periods(run, until):
            if period.end is None or period.end < start:
                continue
            due_on = due_date(term, period, item.calendar)
            if due_on <= until:
                yield Due(
                    term.code, period.key, run[-1].title, period.label, DutyKind.PERIOD, due_on, start,
                    period.end, is_provisional(item.calendar, period.end, due_on),
                )  # fmt: skip
            start = period.end + dt.timedelta(days=1)


def _first_day(term: Term, rules: Rules) -> dt.date:
    """The first day that a new item answers for: the present period's where enough of it is left, else the next's."""
    period = period_of(term.frequency, term.since)
    if period is None or period.start is None or period.end is None:
        return term.since
    left, whole = (period.end - term.since).days + 1, (period.end - period.start).days + 1
    enough = left * 100 >= whole * rules.first_period_percent
    return period.start if enough else period.end + dt.timedelta(days=1)


def _periods(run: Run, until: dt.date) -> Iterator[tuple[Term, Period]]:
    """Every period whose last day lies in a term, with that term, in order."""
    for term in run:
        period = period_of(term.frequency, term.since)
        while period and period.end and period.end <= until and term.holds_on(period.end):
            yield term, period
            period = next_period(term.frequency, period)


RECORDED = {
    DutyKind.CHANGE: TimingKind.STANDING,
    DutyKind.STAGE: TimingKind.PHASED,
    DutyKind.EVENT: TimingKind.IMMEDIATE,
}


def _recorded(item: ItemFacts, until: dt.date) -> Iterator[Due]:
    """Changes, stages and events, each due from its day."""
    rules = item.rules
    for row in sorted(item.happenings, key=lambda row: (row.day, row.key)):
        kind = DutyKind(row.kind)
        term = _in_force(item.terms, row.day)
        if row.until is not None or term is None or term.timing != RECORDED[kind]:
            continue
        otherwise = rules.standing_workdays if kind == DutyKind.CHANGE else rules.occasion_workdays
        due_on = item.calendar.add_workdays(row.day, _workdays(term, otherwise))
        if due_on <= until:
            provisional = is_provisional(item.calendar, row.day, due_on)
            yield Due(row.code, row.key, term.title, row.label, kind, due_on, row.day, None, provisional)


def _keep_written(row: Written, item: ItemFacts, found: dict[str, Due]) -> None:
    """What the first release wrote down: where it was answered or past due it stays so, else the rules of now decide."""
    computed = found.get(row.key)
    if computed and not row.firm:
        return
    if computed:
        found[row.key] = replace(
            computed, kind=None, due_on=row.due_on, nil=row.nil, provisional=False, lapsed=False
        )
        return
    period = parse_period(row.key)
    day = period.end if period and period.end else row.due_on
    begun = any(term.since <= day for term in item.terms)
    if begun and not row.firm:
        return
    found[row.key] = Due(
        row.code, row.key, row.title, row.label, None, row.due_on, lapsed=begun and _left(item.terms, day),
        nil=row.nil,
    )  # fmt: skip


def _left(terms: tuple[Term, ...], day: dt.date) -> bool:
    """Whether the item had left the catalog on a day, after it had been in it."""
    return not any(term.holds_on(day) for term in terms)
