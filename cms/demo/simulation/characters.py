"""Who does well and who does not. Chosen by the place of a unit in its line, turned by the seed; never by its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cms.demo.prose.chance import chance
from cms.demo.simulation.acts import OFFICE
from cms.demo.simulation.parties import Party


class Character(StrEnum):
    GOOD = "good"
    AVERAGE = "average"
    LATE = "late"
    GAMING = "gaming"


class Trick(StrEnum):
    """What a gaming unit does instead of disclosing. None of it may gain a point."""

    NONE = ""
    COPIES = "copies"
    """the text of the period before, under a new title"""
    HOLLOW = "hollow"
    """pages that say nothing"""
    NIL = "nil"
    """本期无此事项, nearly everywhere"""
    RESAVE = "resave"
    """versions by the dozen before a half-year ends"""
    FLICKER = "flicker"
    """published on the last day, taken down two days later"""
    SHRINK = "shrink"
    """items taken out of the catalog before they fall due"""


TRICKS = tuple(trick for trick in Trick if trick)


@dataclass(frozen=True)
class Role:
    """What a unit is in the year. `rank` is its place in its line, from 0."""

    character: Character
    trick: Trick = Trick.NONE
    rank: int = 0


@dataclass(frozen=True)
class Manner:
    """How a character works: how it keeps to its time limits, and how it writes. Percentages, days of work."""

    ahead: tuple[int, int]
    late: int
    late_by: tuple[int, int]
    missed: int
    nil: int
    bare: int = 0
    """of its entries, so many have no plain summary"""
    attached: int = 0
    """of its periodic entries, so many are an attachment and nothing else"""
    forgets: int = 0
    """of its notices, so many end without a word on what came of them"""


MANNERS = {
    Character.GOOD: Manner(ahead=(2, 7), late=0, late_by=(1, 1), missed=0, nil=3),
    Character.AVERAGE: Manner(
        ahead=(0, 3), late=28, late_by=(1, 8), missed=5, nil=4, bare=30, attached=6, forgets=15
    ),
    Character.LATE: Manner(
        ahead=(0, 1), late=42, late_by=(4, 25), missed=18, nil=2, bare=40, attached=8, forgets=50
    ),
    Character.GAMING: Manner(ahead=(0, 2), late=6, late_by=(1, 4), missed=2, nil=0),
}
PATTERN = (
    Character.GOOD,
    Character.AVERAGE,
    Character.LATE,
    Character.GAMING,
    Character.AVERAGE,
    Character.GOOD,
    Character.AVERAGE,
    Character.LATE,
    Character.GOOD,
)
"""One after another along a line: every line with four units has one of each."""


def cast(parties: Iterable[Party], *, year: int, seed: int) -> dict[str, Role]:
    """Slug → role. The office itself, and whoever is in no line, is good."""
    roles, lines = {}, {}
    for party in parties:
        if party.slug == OFFICE or not party.line:
            roles[party.slug] = Role(Character.GOOD)
        else:
            lines.setdefault(party.line, []).append(party)
    gaming = 0
    for line in sorted(lines):
        turn = chance(str(year), str(seed), line, "cast").randrange(4)
        for rank, party in enumerate(lines[line]):
            character = PATTERN[(rank + turn) % 4 if rank < 4 else rank % len(PATTERN)]
            trick = Trick.NONE
            if character == Character.GAMING:
                trick, gaming = TRICKS[(gaming + seed) % len(TRICKS)], gaming + 1
            roles[party.slug] = Role(character, trick, rank)
    return roles
