"""Reads of the directory that more than one surface needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cms.registry.models import DisclosureLine, LineLead, LineMembership, Subordination, Unit

DEFAULT = "default"


@dataclass
class DirectoryEntry:
    """A unit with its line and superior of the day."""

    unit: Unit
    line: DisclosureLine | None = None
    superior: Unit | None = None


def directory(*, using: str = DEFAULT, on: dt.date | None = None) -> dict[int, DirectoryEntry]:
    """Every unit by primary key, in the order of the register, with line and superior. Three queries."""
    entries = {unit.pk: DirectoryEntry(unit) for unit in Unit.objects.using(using).select_related("tenant")}
    for row in LineMembership.objects.using(using).in_force(on).select_related("line"):
        entries[row.unit_id].line = row.line
    for row in Subordination.objects.using(using).in_force(on):
        entries[row.unit_id].superior = entries[row.superior_id].unit
    return entries


def leads(*, using: str = DEFAULT, on: dt.date | None = None) -> dict[int, Unit]:
    """Lead unit by the primary key of its line."""
    rows = LineLead.objects.using(using).in_force(on).select_related("lead__tenant")
    return {row.line_id: row.lead for row in rows}


def placement(unit: Unit) -> DirectoryEntry:
    """One unit with its line and superior of today. Two queries."""
    line = LineMembership.objects.in_force().filter(unit=unit).select_related("line").first()
    above = Subordination.objects.in_force().filter(unit=unit).select_related("superior__tenant").first()
    return DirectoryEntry(unit, line.line if line else None, above.superior if above else None)
