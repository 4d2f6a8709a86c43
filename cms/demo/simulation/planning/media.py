"""Media of units with a portal: registered in spring, returned once or never handed in, confirmed before the year is over."""

from __future__ import annotations

import datetime as dt

from cms.demo.simulation import days
from cms.demo.simulation.acts import Verb
from cms.demo.simulation.characters import Character
from cms.demo.simulation.planning.course import Course

CONFIRMED = ((11, 2), (11, 24))


def plan_media(course: Course) -> None:
    if not course.party.portal_url or course.role.character == Character.LATE:
        return
    luck = course.luck("media")
    day = days.between(dt.date(course.year, 2, 25), dt.date(course.year, 3, 27), luck)
    if course.role.character == Character.AVERAGE:
        course.do(day, days.minute(luck), Verb.MEDIUM_FILE, complete=False)
        day = days.later(day, 3)
        course.do(day, days.minute(luck), Verb.MEDIUM_RETURN)
        day = days.later(day, 2)
    course.do(day, days.minute(luck), Verb.MEDIUM_FILE, complete=True)
    course.do(days.later(day, luck.randint(1, 4)), days.minute(luck), Verb.MEDIUM_REGISTER)
    if course.role.character == Character.GOOD:
        (month, first), (_month, last) = CONFIRMED
        on = days.between(dt.date(course.year, month, first), dt.date(course.year, month, last), luck)
        course.do(on, days.minute(luck), Verb.MEDIUM_CONFIRM)
