"""What a load did to the register, entry by entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Outcome:
    """One entry of the register. `fields` names what changed in it."""

    sheet: str
    name: str
    fields: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {"sheet": self.sheet, "name": self.name, "fields": self.fields}


@dataclass
class LoadReport:
    """Loading the same workbook again leaves everything in `unchanged`.

    `ended` holds guidance relations that the workbook no longer lists, `absent` lines and units that it no
    longer names: those stay as they are, for leaving the district is an act of its own.
    """

    created: list[Outcome] = field(default_factory=list)
    changed: list[Outcome] = field(default_factory=list)
    unchanged: list[Outcome] = field(default_factory=list)
    ended: list[Outcome] = field(default_factory=list)
    absent: list[Outcome] = field(default_factory=list)

    @property
    def is_quiet(self) -> bool:
        """Whether the register is as it was."""
        return not (self.created or self.changed or self.ended)

    def note(self, outcome: Outcome, *, new: bool) -> None:
        part = self.created if new else self.changed if outcome.fields else self.unchanged
        part.append(outcome)

    def as_dict(self) -> dict[str, list[dict[str, Any]]]:
        """Part → entries, each {sheet, name, fields}."""
        parts = ("created", "changed", "unchanged", "ended", "absent")
        return {part: [outcome.as_dict() for outcome in getattr(self, part)] for part in parts}
