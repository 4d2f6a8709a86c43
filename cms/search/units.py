"""Units as facets need them: by slug, and by the line of today, which the register knows and no index repeats."""

from __future__ import annotations

from collections.abc import Collection

from cms.publication.queries import reader
from cms.registry.models import LineMembership, Unit


def named(slugs: Collection[str]) -> list[int]:
    """Primary keys of units by their slugs. One query."""
    return list(Unit.objects.using(reader()).filter(slug__in=slugs).values_list("pk", flat=True))


def in_lines(lines: Collection[str]) -> list[int]:
    """Primary keys of the units of lines, by their codes. One query."""
    rows = LineMembership.objects.using(reader()).in_force().filter(line__code__in=lines)
    return list(rows.values_list("unit_id", flat=True))


def slugs(units: Collection[int]) -> dict[int, str]:
    """Primary key → slug. One query."""
    return dict(Unit.objects.using(reader()).filter(pk__in=units).values_list("pk", "slug"))


def lines(units: Collection[int]) -> dict[int, str]:
    """Primary key of a unit → code of its line. One query."""
    rows = LineMembership.objects.using(reader()).in_force().filter(unit__in=units)
    return dict(rows.values_list("unit_id", "line__code"))
