"""What the calendar calls for: first publications and periodic entries, each kept as the unit's character keeps it."""

from __future__ import annotations

import datetime as dt
from random import Random

from cms.catalog.rows import CatalogRow
from cms.demo.simulation import days
from cms.demo.simulation.acts import Verb
from cms.demo.simulation.characters import Character, Trick
from cms.demo.simulation.parties import PLAN_ITEM
from cms.demo.simulation.planning.course import Course, Sort, Told
from cms.obligations.compute import Duty, compute
from cms.obligations.facts import Facts, Term
from cms.obligations.states import DutyKind

NIL_REASON = "本期没有发生这类事项"
EMPTY_REASON = "本期无新增情况"
NIL_PERCENT = 80
"""So many of a hundred periods does the unit declare empty whose trick that is."""


def owed(rows: tuple[CatalogRow, ...], *, since: dt.date, year: int) -> list[Duty]:
    """What a catalog that was registered on a day calls for in the year, by the product's own function."""
    terms = tuple(
        Term(
            row.code, row.title, str(row.timing), str(row.frequency), row.due_workdays, since,
            due_day=row.due_day,
        )
        for row in rows
    )  # fmt: skip
    duties = compute(Facts(terms=terms), on=dt.date(year, 12, 31))
    return [duty for duty in duties if duty.due_on.year == year]


def plan_duties(course: Course) -> None:
    """Publish, declare empty or miss whatever falls due in the year."""
    for duty in owed(course.party.public_items, since=course.registered_on, year=course.year):
        if duty.code == PLAN_ITEM:
            continue
        luck = course.luck(duty.code, duty.key, "duty")
        if duty.kind == DutyKind.PERIOD and luck.randrange(100) < _nil_percent(course):
            _declare(course, duty, luck)
        elif luck.randrange(100) >= course.manner.missed:
            on = day_of(course, duty, luck)
            key = f"{course.party.slug}/{duty.code}/{duty.key or 'standing'}"
            copied = first_of(course, duty.code) if course.role.trick == Trick.COPIES else None
            course.publish(
                Told(
                    key, duty.code, duty.key, on, duty.due_on,
                    sort=Sort.COPY if copied else sort_of(course, key, periodic=duty.kind == DutyKind.PERIOD),
                    words_of=(copied.period, copied.on.isoformat()) if copied else (),
                )
            )  # fmt: skip


def _nil_percent(course: Course) -> int:
    return NIL_PERCENT if course.role.trick == Trick.NIL else course.manner.nil


def _declare(course: Course, duty: Duty, luck: Random) -> None:
    """Between the end of the period and the due date."""
    end = duty.end or duty.due_on
    day = days.between(end + dt.timedelta(days=1), duty.due_on, luck)
    reason = EMPTY_REASON if course.role.trick == Trick.NIL else NIL_REASON
    course.do(day, days.minute(luck), Verb.NIL, code=duty.code, period=duty.key, reason=reason)


def day_of(course: Course, duty: Duty, luck: Random) -> dt.date:
    """When the unit publishes what is due: before the day, or after it."""
    if luck.randrange(100) < course.manner.late:
        return days.later(duty.due_on, luck.randint(*course.manner.late_by))
    first = duty.end + dt.timedelta(days=1) if duty.end else course.registered_on + dt.timedelta(days=1)
    if duty.kind == DutyKind.FIRST and course.role.character == Character.GOOD:
        return days.later(course.registered_on, luck.randint(2, 9))
    return max(days.back(duty.due_on, luck.randint(*course.manner.ahead)), days.on_or_after(first))


def sort_of(course: Course, key: str, *, periodic: bool) -> Sort:
    """How the unit writes an entry. What is no report of a period is never left to an attachment."""
    if course.role.trick == Trick.HOLLOW:
        return Sort.HOLLOW
    drawn = course.luck(key, "sort").randrange(100)
    if drawn < course.manner.bare:
        return Sort.BARE
    return Sort.ATTACHED if periodic and drawn >= 100 - course.manner.attached else Sort.OWN


def first_of(course: Course, code: str) -> Told | None:
    """The unit's first entry for a periodic item, which a copy repeats."""
    return next((told for told in course.entries if told.code == code and told.period), None)
