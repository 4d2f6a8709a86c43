"""`plan(year, seed)`: everything that happens in a year, in order. Pure: no database, no clock, no chance but the seed's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cms.demo.prose.chance import chance
from cms.demo.simulation.acts import OFFICE, Act
from cms.demo.simulation.characters import Role, cast
from cms.demo.simulation.parties import Party, parties
from cms.demo.simulation.planning.course import Course
from cms.demo.simulation.planning.duties import plan_duties
from cms.demo.simulation.planning.filing import file_catalog
from cms.demo.simulation.planning.gaming import plan_tricks
from cms.demo.simulation.planning.happenings import plan_changes, plan_happenings
from cms.demo.simulation.planning.incidents import plan_incidents
from cms.demo.simulation.planning.media import plan_media
from cms.demo.simulation.planning.office import plan_office


def plan(year: int, seed: int, units: Sequence[Party] | None = None) -> list[Act]:
    """Every act of a year, in the order in which they are done. `units`: other ones than the demonstration's."""
    units = parties() if units is None else units
    roles = cast(units, year=year, seed=seed)
    courses = [_course(party, roles[party.slug], year, seed) for party in units]
    filing = [course for course in courses if course.party.items]
    for course in filing:
        plan_duties(course)
        plan_happenings(course)
        plan_changes(course)
    plan_incidents([course for course in filing if course.party.slug != OFFICE])
    for course in courses:
        plan_tricks(course)
        plan_media(course)
    acts = [act for course in courses for act in course.acts]
    registered = next(course.registered_on for course in courses if course.party.slug == OFFICE)
    acts += plan_office(roles, year=year, seed=seed, registered_on=registered)
    place = {party.slug: number for number, party in enumerate(units)}
    return sorted(acts, key=lambda act: (act.day, act.minute, place[act.unit], str(act.verb), act.told()))


def _course(party: Party, role: Role, year: int, seed: int) -> Course:
    """With the catalog filed, where the unit files one."""
    luck = chance(str(year), str(seed), party.slug, "filing")
    if not party.items:
        return Course(party, role, year, seed, registered_on=dt.date(year, 1, 1))
    acts, registered_on = file_catalog(party, role, year=year, luck=luck)
    return Course(party, role, year, seed, registered_on, acts=list(acts))
