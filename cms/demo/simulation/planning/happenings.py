"""What no calendar calls for: stages and events of the unit's year, recorded and published; changes of what stands."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cms.catalog.rows import CatalogRow
from cms.catalog.vocabulary import ItemForm, TimingKind
from cms.demo.formed import formed
from cms.demo.prose import compose
from cms.demo.prose.occasions import happenings
from cms.demo.simulation import days
from cms.demo.simulation.acts import Verb
from cms.demo.simulation.characters import Character, Trick
from cms.demo.simulation.planning.course import Course, Sort, Told
from cms.demo.simulation.planning.duties import sort_of
from cms.obligations.actions.occasions import LONGEST
from cms.obligations.rules import configured

HIDING = (Trick.NIL, Trick.SHRINK)
"""Whoever keeps its catalog empty does not record either what happens."""
CHANGES = {Character.GOOD: 2, Character.AVERAGE: 1, Character.LATE: 1, Character.GAMING: 0}
"""How many standing items change in the year."""


def text_seed(seed: int) -> str:
    """What the composer's chances depend on."""
    return f"示例区/{seed}"


def plan_happenings(course: Course) -> None:
    """Record each stage and event, and publish it within its time or not."""
    for item in course.party.public_items:
        if item.timing not in (TimingKind.PHASED, TimingKind.IMMEDIATE):
            continue
        for one in happenings(item, course.party, course.year, text_seed(course.seed)):
            day = days.on_or_after(one.on)
            if day > course.registered_on and not _hidden(course, item, one.label):
                _happens(course, item, one.label, day)


def _hidden(course: Course, item: CatalogRow, label: str) -> bool:
    return course.role.trick in HIDING and course.luck(item.code, label, "hidden").randrange(2) == 0


def _happens(course: Course, item: CatalogRow, label: str, day: dt.date) -> None:
    luck = course.luck(item.code, label, "happens")
    course.do(day, 8 * 60 + 40, Verb.OCCUR, code=item.code, label=label[:LONGEST])
    allowed = configured().occasion_workdays if item.due_workdays is None else item.due_workdays
    due_on = days.later(day, allowed)
    if luck.randrange(100) < course.manner.missed:
        return
    if luck.randrange(100) < course.manner.late:
        on = days.later(due_on, luck.randint(*course.manner.late_by))
    else:
        ahead = min(luck.randint(*course.manner.ahead), allowed)
        on = days.later(day, allowed - ahead)
    key = f"{course.party.slug}/{item.code}/{label}"
    told = Told(key, item.code, "", on, due_on, sort_of(course, key, periodic=False))
    course.publish(told, occasion=label)
    if item.form == ItemForm.NOTICE and told.sort != Sort.HOLLOW:
        _conclude(course, item, told, label)


def _conclude(course: Course, item: CatalogRow, told: Told, label: str) -> None:
    """What came of a notice is said on the working day after it ended."""
    made = shaped(course, item, told, label)
    if made.result_on and course.luck(told.key, "forgets").randrange(100) >= course.manner.forgets:
        course.do(made.result_on, 12 * 60, Verb.CONCLUDE, key=told.key, code=told.code, occasion=label)


def shaped(course: Course, item: CatalogRow, told: Told, label: str) -> Any:
    """The entry with the fields of its form, as it will be published."""
    seed = text_seed(course.seed)
    draft = compose(item, course.party, period=None, on=told.on, seed=seed, occasion=label)
    return formed(draft, item, told.on, course.party.slug)


def plan_changes(course: Course) -> None:
    """Something that stands for good changes: it is recorded, and a new version follows in time or not."""
    standing = [told for told in course.entries if told.key.endswith("/standing")]
    luck = course.luck("changes")
    for told in luck.sample(standing, min(CHANGES[course.role.character], len(standing))):
        day = days.between(dt.date(course.year, 4, 7), dt.date(course.year, 10, 30), luck)
        allowed = course.party.item(told.code).due_workdays or configured().standing_workdays
        delay = (
            luck.randint(*course.manner.late_by)
            if course.role.character == Character.LATE
            else -luck.randint(1, 3)
        )
        if day <= told.on:
            continue
        course.do(day, 8 * 60 + 50, Verb.OCCUR, code=told.code, label="班子成员或者职责有变动")
        on = days.later(day, max(allowed + delay, 1))
        text = f"{day.year}年{day.month}月{day.day}日起有变动，以上内容已经相应更新。"
        course.do(on, 10 * 60, Verb.UPDATE, key=told.key, code=told.code, note="有变动，相应更新", text=text)
