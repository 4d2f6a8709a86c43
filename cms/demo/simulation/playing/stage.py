"""What the player knows while it plays, and what every verb needs: who does it, and what the units are."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from cms.demo.simulation import days
from cms.demo.simulation.acts import OFFICE, Act, Verb, entry_uuid
from cms.demo.simulation.parties import Party
from cms.demo.simulation.planning.course import Sort
from cms.filing.actor import Actor
from cms.procedure.actions import Person
from cms.registry.models import Unit
from tenants.accounts.models import Origin, User

CLERK = "演示经办人"


@dataclass
class Stage:
    """One run of the player. `units` are rows of the register with their tenants, by slug, as are `parties`."""

    year: int
    seed: int
    parties: Mapping[str, Party]
    units: Mapping[str, Unit]
    sorts: Mapping[uuid.UUID, str] = field(default_factory=dict)
    """What each entry says that the plan publishes."""
    done: Counter[str] = field(default_factory=Counter)
    """How often each verb was carried out in this run."""

    def key(self, name: str) -> uuid.UUID:
        """The ledger's key of an entry that the plan names."""
        return entry_uuid(self.year, self.seed, name)

    @property
    def office(self) -> Unit:
        return self.units[OFFICE]


def moment_of(act: Act) -> dt.datetime:
    return days.moment(act.day, act.minute)


def sorts_of(year: int, seed: int, acts: list[Act]) -> dict[uuid.UUID, str]:
    return {
        entry_uuid(year, seed, act.facts["key"]): act.facts["sort"]
        for act in acts
        if act.verb == Verb.PUBLISH and act.facts["sort"] != Sort.OWN
    }


def actor(unit: Unit) -> Actor:
    """Somebody of a unit, for the steps of a filing."""
    return Actor(CLERK, None, unit.name)


def clerk_of_the_office(stage: Stage) -> Person:
    return Person(CLERK, None, stage.office.name)


def person(name: str) -> uuid.UUID:
    """An identity that nobody has, always the same for a name."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"gongkai/simulation/person/{name}")


def hand() -> User:
    """An account of the bound unit that nobody can sign in with: Wagtail's log asks for one where a page is taken down."""
    found, _new = User.objects.get_or_create(
        username="simulation", defaults={"first_name": CLERK, "is_active": False, "origin": Origin.SHADOW}
    )
    return found
