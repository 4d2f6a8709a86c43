"""The tricks of gaming units, as far as they are more than an entry that says nothing."""

from __future__ import annotations

import datetime as dt

from cms.catalog.vocabulary import TimingKind
from cms.demo.simulation import days
from cms.demo.simulation.acts import Verb
from cms.demo.simulation.characters import Trick
from cms.demo.simulation.planning.course import Course

ROUNDS = ((6, 30, 1), (6, 30, 0), (11, 24, 0))
"""Month, day, and so many days of work before it: then everything public is saved once more."""
FLICKERS = 60
"""Of a hundred entries, so many are taken down again."""
WHY = "内容需要进一步核实完善，暂时撤下，完善后再行公开。"
SHRINKS = (5, 22)
"""When the catalog is filed without what would fall due in July."""
REASON = "结合实际精简目录，该事项不再单列。"


def plan_tricks(course: Course) -> None:
    trick = {Trick.RESAVE: _resave, Trick.FLICKER: _flicker, Trick.SHRINK: _shrink}.get(course.role.trick)
    if trick:
        trick(course)


def _resave(course: Course) -> None:
    for number, (month, day, before) in enumerate(ROUNDS):
        on = days.back(dt.date(course.year, month, day), before)
        public = [told for told in course.entries if told.on < on]
        for place, told in enumerate(public):
            at = 16 * 60 + 30 + place // 2
            course.do(on, at, Verb.RESAVE, key=told.key, code=told.code, round=number + 1)


def _flicker(course: Course) -> None:
    for told in course.entries:
        luck = course.luck(told.key, "flicker")
        if luck.randrange(100) < FLICKERS:
            day = days.later(told.on, luck.randint(1, 3))
            course.acts = [act for act in course.acts if act.facts.get("key") != told.key or act.day < day]
            course.do(
                day, 17 * 60 + 20, Verb.WITHDRAW, key=told.key, why=WHY, replaced_by="", early="事项需要核实"
            )


def _shrink(course: Course) -> None:
    """Half of the periodic items leave the catalog, and with them what they would have owed in July."""
    periodic = [item.code for item in course.party.public_items if item.timing == TimingKind.PERIODIC]
    gone = periodic[::2]
    filed = days.on_or_after(dt.date(course.year, *SHRINKS))
    registered = days.later(filed, 4)
    course.do(filed, 15 * 60, Verb.ADJUST, without=gone, touch="", reason=REASON)
    course.do(registered, 15 * 60, Verb.REGISTER)
    left_out = {told.key for told in course.entries if told.code in gone and told.on >= filed}
    course.entries = [told for told in course.entries if told.key not in left_out]
    course.acts = [act for act in course.acts if not _belongs(act.day, act.facts, gone, filed)]


def _belongs(day: dt.date, facts, gone: list[str], filed: dt.date) -> bool:
    return day >= filed and facts.get("code") in gone
