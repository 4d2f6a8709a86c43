"""What the parts of the planner hand to each other: one unit's year, as far as it is laid out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any

from cms.demo.prose.chance import chance
from cms.demo.simulation import days
from cms.demo.simulation.acts import Act, Verb
from cms.demo.simulation.characters import MANNERS, Manner, Role
from cms.demo.simulation.parties import Party


class Sort(StrEnum):
    """What an entry says."""

    OWN = "own"
    BARE = "bare"
    """its own words, and no plain summary of them"""
    ATTACHED = "attached"
    """an attachment, and not a word beside it"""
    COPY = "copy"
    """the words of the unit's first entry for the item"""
    HOLLOW = "hollow"


@dataclass(frozen=True)
class Told:
    """An entry that the unit will publish."""

    key: str
    code: str
    period: str
    on: dt.date
    due_on: dt.date
    sort: Sort
    words_of: tuple[str, ...] = ()
    """Period and day of the entry whose words it has; nothing where they are its own."""


@dataclass
class Course:
    """One unit's year while it is planned."""

    party: Party
    role: Role
    year: int
    seed: int
    registered_on: dt.date
    acts: list[Act] = field(default_factory=list)
    entries: list[Told] = field(default_factory=list)

    @property
    def manner(self) -> Manner:
        return MANNERS[self.role.character]

    @property
    def ends(self) -> dt.date:
        return dt.date(self.year, 12, 31)

    def luck(self, *names: str) -> Random:
        return chance(str(self.year), str(self.seed), self.party.slug, *names)

    def do(self, day: dt.date, minute: int, verb: Verb, **facts: Any) -> None:
        """Add an act, unless its day lies after the year."""
        if day <= self.ends:
            self.acts.append(Act(day, minute, self.party.slug, verb, facts))

    def publish(self, told: Told, *, occasion: str = "", minute: int | None = None) -> None:
        if told.on > self.ends:
            return
        self.entries.append(told)
        at = days.minute(self.luck(told.key, "minute")) if minute is None else minute
        self.do(
            told.on, at, Verb.PUBLISH, key=told.key, code=told.code, period=told.period, occasion=occasion,
            sort=str(told.sort), due_on=told.due_on.isoformat(), words_of=list(told.words_of),
        )  # fmt: skip
