"""What goes wrong and is put right: corrections, withdrawals, waivers, removals, a notice that ends too early.

Chosen by rank among the units of a character, so that every year has each of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cms.catalog.vocabulary import ItemForm
from cms.demo.simulation import days
from cms.demo.simulation.acts import Verb
from cms.demo.simulation.characters import Character
from cms.demo.simulation.planning.course import Course, Sort, Told

CORRECTING_EVERY = {Character.GOOD: 4, Character.AVERAGE: 2, Character.LATE: 5}
FAULTS = ("INACCURATE", "INCOMPLETE", "UNTRUE")
WITHDRAWING_EVERY = 8
WAIVED_EVERY = 9
WHY = "本期数据引用有误，已更正后重新公开，请以新公开的内容为准。"
WAIVED = "机构职能调整，本期不再要求公开"
EARLY = "其中一名同志工作另有安排，公示对象有变动，原公示提前结束"
LEAKED = "内容可能涉及不应公开的信息，立即移除"
EXPOSED = "名单里没有遮盖个人联系方式"


def plan_incidents(courses: Sequence[Course]) -> None:
    """Add them to the units that they fall to."""
    by: dict[Character, list[Course]] = {character: [] for character in Character}
    for course in courses:
        by[course.role.character].append(course)
    for character, every in CORRECTING_EVERY.items():
        for course in by[character][::every]:
            _correct(course, FAULTS[len(course.party.slug) % len(FAULTS)])
    for course in by[Character.AVERAGE][1::WITHDRAWING_EVERY]:
        _replace(course)
    for course in (by[Character.AVERAGE] + by[Character.LATE])[::WAIVED_EVERY]:
        _waive(course)
    _remove(by[Character.AVERAGE], month=5, reason=EXPOSED, hours=20)
    _remove(by[Character.LATE], month=7, reason=LEAKED, hours=24 * 9)
    _end_early(courses)


def _pick(course: Course, first: dt.date, last: dt.date, *, periodic: bool = False) -> Told | None:
    """An entry of the unit's own words that is published between two days. Not one that readers of another are sent to."""
    onward = {act.facts.get("replaced_by") for act in course.acts}
    own = [
        told
        for told in course.entries
        if told.sort == Sort.OWN
        and first <= told.on <= last
        and (told.period or not periodic)
        and told.key not in onward
    ]
    return course.luck("pick", first.isoformat()).choice(own) if own else None


def _correct(course: Course, fault: str) -> None:
    told = _pick(course, dt.date(course.year, 3, 1), dt.date(course.year, 10, 20))
    if told:
        luck = course.luck(told.key, "correct")
        day = days.later(told.on, luck.randint(2, 8))
        course.do(day, days.minute(luck), Verb.CORRECT, key=told.key, code=told.code, fault=fault)


def _replace(course: Course) -> None:
    """Published with the wrong figures, published anew, and the first one withdrawn with a pointer to the second."""
    told = _pick(course, dt.date(course.year, 4, 1), dt.date(course.year, 10, 31), periodic=True)
    if told is None:
        return
    day = days.later(told.on, 3)
    _nothing_after(course, told)
    anew = Told(f"{told.key}/anew", told.code, told.period, day, told.due_on, Sort.OWN)
    course.publish(anew, minute=10 * 60)
    course.do(day, 10 * 60 + 30, Verb.WITHDRAW, key=told.key, why=WHY, replaced_by=anew.key, early="")


def _nothing_after(course: Course, told: Told) -> None:
    """The entry is published, and nothing that was planned for it afterwards happens."""
    course.entries = [other for other in course.entries if other.key != told.key]
    course.acts = [act for act in course.acts if act.facts.get("key") != told.key or act.verb == Verb.PUBLISH]


def _waive(course: Course) -> None:
    """The office excuses the unit from one period: what it would have published of it is not published."""
    told = _pick(course, dt.date(course.year, 6, 20), dt.date(course.year, 10, 31), periodic=True)
    if told is None:
        return
    day = days.back(min(told.on, told.due_on), 2)
    course.entries = [other for other in course.entries if other.key != told.key]
    course.acts = [act for act in course.acts if act.facts.get("key") != told.key]
    course.do(day, 11 * 60, Verb.WAIVE, code=told.code, period=told.period, reason=WAIVED)


def _remove(courses: Sequence[Course], *, month: int, reason: str, hours: int) -> None:
    """The first unit that has something public by then removes it at once, and accounts for it afterwards."""
    day = days.on_or_after(dt.date(courses[0].year, month, 8)) if courses else None
    for course in courses:
        told = _pick(course, dt.date(course.year, 2, 1), days.back(day, 4)) if day else None
        if told is None or day is None:
            continue
        _nothing_after(course, told)
        course.do(day, 14 * 60, Verb.REMOVE, key=told.key, reason=reason)
        after = days.on_or_after(day + dt.timedelta(hours=hours))
        course.do(
            after, 16 * 60, Verb.ACCOUNT, key=told.key, what_happened="读者来电反映后发现，随即移除。",
            ordered_by="单位主要负责人", lessons="逐条复核同类内容，公开前由两人核对。",
        )  # fmt: skip
        return


def _end_early(courses: Sequence[Course]) -> None:
    """One notice is taken down on its third day. No result of it is told."""
    for course in courses:
        if course.role.character not in (Character.LATE, Character.AVERAGE):
            continue
        notices = {item.code for item in course.party.public_items if item.form == ItemForm.NOTICE}
        told = next((told for told in course.entries if told.code in notices and told.sort == Sort.OWN), None)
        if told:
            _nothing_after(course, told)
            day = days.later(told.on, 2)
            course.do(
                day, 15 * 60, Verb.WITHDRAW, key=told.key, why=f"{EARLY}。", replaced_by="", early=EARLY
            )
            return
