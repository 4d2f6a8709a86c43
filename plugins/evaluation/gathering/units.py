"""Who the units are, and by which routes they have to go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Min

from cms.extension import Filing, SeparationException, directory, routes
from plugins.evaluation.gathering.asked import Asked, Row, day, said

SECRECY = "SECRECY"


def units(asked: Asked) -> Iterator[tuple[str, Row]]:
    keys = [unit.pk for unit in asked.units.values()]
    began = _began(asked)
    placed = directory(using=asked.sources.open_, on=asked.last, units=keys)
    for schema, unit in asked.units.items():
        line = placed[unit.pk].line
        yield (
            schema,
            {
                "kind": "unit",
                "unit_kind": unit.kind,
                "level": unit.level,
                "line": line.code if line else None,
                "since": said(began[schema]),
                "until": None,
                "has_portal": bool(unit.portal_url),
            },
        )


def _began(asked: Asked) -> dict[str, dt.date]:
    """Since when each unit is one: its site, or what it filed before it had one here. One query."""
    filed = asked.rows(Filing).values("schema_name").annotate(first=Min("filed_on"))
    first = {row["schema_name"]: row["first"] for row in filed}
    made = {schema: day(unit.tenant.created_at) for schema, unit in asked.units.items()}
    return {schema: min(filter(None, (made[schema], first.get(schema)))) for schema in made}


def _excepted(asked: Asked) -> set[int]:
    """Units in which one person may take two of the steps, by an exception that the office granted."""
    rows = SeparationException.objects.using(asked.sources.open_).filter(
        since__lte=asked.last, until__gte=asked.last, ended_at=None
    )
    return set(rows.values_list("unit_id", flat=True))


def approval_routes(asked: Asked) -> Iterator[tuple[str, Row]]:
    known, excepted = routes(using=asked.sources.open_), _excepted(asked)
    for schema, unit in asked.units.items():
        for level in sorted({level for level, _kind in known}):
            route = known.get((level, unit.kind)) or known[level, ""]
            apart = unit.pk not in excepted
            yield schema, {"kind": "route", "level": level, "secrecy": SECRECY in route.steps, "apart": apart}
