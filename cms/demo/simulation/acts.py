"""What can happen on a day of the simulated year, as data. An act names a verb of the product and says what it needs."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

OFFICE = "central"
"""The unit in whose place the office acts."""


class Verb(StrEnum):
    """What is done. Those of the office run at the centre, and look into the units one after another."""

    FILE = "file"
    """compile a catalog from what the unit starts with, and submit it"""
    RETURN = "return"
    FILE_AGAIN = "file again"
    REGISTER = "register"
    ADJUST = "adjust"
    """submit a changed version: {without: codes that leave, touch: code whose elements change, reason}"""
    CONTACT = "contact"
    """keep whom to call, and confirm the roster"""

    PUBLISH = "publish"
    """{key, code, period, occasion, sort, due_on}"""
    UPDATE = "update"
    """a changed version of a public entry: {key, code, note, text}"""
    RESAVE = "resave"
    """the same, with nothing but a mark changed: {key, code, round}"""
    CORRECT = "correct"
    """{key, code, fault}"""
    CONCLUDE = "conclude"
    """what came of a notice: {key, code}"""
    WITHDRAW = "withdraw"
    """{key, why, replaced_by, early}"""
    REMOVE = "remove"
    """{key, reason}"""
    ACCOUNT = "account"
    """what happened, after a removal: {key, what_happened, ordered_by, lessons}"""

    OCCUR = "occur"
    """{code, label}"""
    NIL = "nil"
    """{code, period, reason}"""
    WAIVE = "waive"
    """{code, period, reason}"""

    MEDIUM_FILE = "medium file"
    """{complete}"""
    MEDIUM_RETURN = "medium return"
    MEDIUM_REGISTER = "medium register"
    MEDIUM_CONFIRM = "medium confirm"

    PLAN_DOCUMENT = "plan document"
    DRAW = "draw"
    """a sample of what became public in the week before: {seed}"""
    LOOK = "look"
    """decide about what was drawn"""
    ANSWER = "answer"
    """units that do what the office found: {units}"""
    LEAD = "lead"
    """a line gets another lead: {line, unit}"""
    STORY = "story"
    """a named event of the district's year, told elsewhere: {name}"""


@dataclass(frozen=True)
class Act:
    """One thing that is done in a unit on a day, at a minute of that day."""

    day: dt.date
    minute: int
    unit: str
    verb: Verb
    facts: Mapping[str, Any] = field(default_factory=dict)

    def told(self) -> tuple[Any, ...]:
        """All of it as plain values: two plans are the same when these are."""
        return (self.day.isoformat(), self.minute, self.unit, str(self.verb), sorted(self.facts.items()))


def entry_uuid(year: int, seed: int, key: str) -> uuid.UUID:
    """The key of a public entry in the ledger: the same in every run of a year and seed."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"gongkai/simulation/{year}/{seed}/{key}")
