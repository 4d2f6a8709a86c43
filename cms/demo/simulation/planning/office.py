"""What the office does in the year: the plan is made public, samples are drawn and looked at, a line gets another lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from hashlib import sha256

from cms.demo.simulation import days
from cms.demo.simulation.acts import OFFICE, Act, Verb
from cms.demo.simulation.characters import Character, Role
from cms.demo.simulation.story import EVENTS

NEW_LEAD = ("社区", "区委组织部")
"""The line whose lead changes on 1 July, and the unit that leads it from then on."""
ANSWERING = {Character.GOOD: 4, Character.AVERAGE: 11}
"""Who answers a finding, and so many days of work after the sample was drawn: two days after it was looked at, or nine."""
WEEK = dt.timedelta(days=7)


def plan_office(roles: Mapping[str, Role], *, year: int, seed: int, registered_on: dt.date) -> Iterator[Act]:
    yield Act(days.later(registered_on, 1), 10 * 60, OFFICE, Verb.PLAN_DOCUMENT)
    yield from _samples(roles, year, seed)
    for month, day, name in EVENTS:
        on = days.on_or_after(dt.date(year, month, day))
        on = on if on.year == year else days.back(dt.date(year, month, day), 0)
        yield Act(on, 17 * 60 + 30, OFFICE, Verb.STORY, {"name": name})
        if name == "lead change":
            line, unit = NEW_LEAD
            yield Act(on, 9 * 60, OFFICE, Verb.LEAD, {"line": line, "unit": unit})


def _samples(roles: Mapping[str, Role], year: int, seed: int) -> Iterator[Act]:
    """Drawn on the first working day of a week, looked at two days later, answered soon or in the week after."""
    answering = {
        after: sorted(slug for slug, role in roles.items() if role.character == character)
        for character, after in ANSWERING.items()
    }
    monday = dt.date(year, 1, 1)
    monday += dt.timedelta(days=(7 - monday.weekday()) % 7)
    while monday.year == year:
        drawn = days.on_or_after(monday)
        number = sha256(f"{year}/{seed}/{monday}".encode()).hexdigest()
        acts = [
            (drawn, 8 * 60, Verb.DRAW, {"seed": number}),
            (days.later(drawn, 2), 17 * 60, Verb.LOOK, {}),
            *(
                (days.later(drawn, after), 17 * 60 + 10, Verb.ANSWER, {"units": units})
                for after, units in answering.items()
            ),
        ]
        yield from (Act(day, at, OFFICE, verb, facts) for day, at, verb, facts in acts if day.year == year)
        monday += WEEK
