"""How the obligations of many units stand, counted from their tallies: one row for each unit and year, whatever it owes.

The office's desk, a guide's and the district's public page all count here, so that none says another figure.
`using` says through whose eyes: "central" sees the district, "guide" what the bound unit guides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.utils import timezone

from cms.obligations.states import SOON_DAYS, ObligationState
from cms.registry.models import DisclosureLine
from tenants.states import IN_SERVICE

Counts = dict[ObligationState, int]


@dataclass(frozen=True)
class Tally:
    """Counts behind the two honest figures: how much of what was due is public, and how much was in time."""

    due: int = 0
    met: int = 0
    on_time: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.due + other.due, self.met + other.met, self.on_time + other.on_time)

    @staticmethod
    def percent(part: int, whole: int) -> int | None:
        """Whole per cent rounded down, so that 100 means all; None when nothing was due."""
        return part * 100 // whole if whole else None

    @property
    def coverage(self) -> int | None:
        return self.percent(self.met, self.due)

    @property
    def timeliness(self) -> int | None:
        return self.percent(self.on_time, self.due)


NOTHING = Tally()
"""Nothing fell due."""


@dataclass(frozen=True)
class UnitStanding:
    """A unit with its line of the day ('' for none): states → counts, what fell due in the year, the oldest overdue."""

    unit: int
    slug: str
    name: str
    line: str
    line_name: str
    counts: Counts
    tally: Tally
    overdue_since: dt.date | None


@dataclass
class LineStanding:
    """A line (code '' for units without one): how many units, and their counts together."""

    code: str
    name: str
    units: int = 0
    counts: Counts = field(default_factory=dict)
    tally: Tally = NOTHING


OPEN_STATES = (ObligationState.OVERDUE, ObligationState.SOON, ObligationState.PENDING)
STATES = (
    *OPEN_STATES,
    ObligationState.MET,
    ObligationState.LATE,
    ObligationState.NIL,
    ObligationState.WAIVED,
)
"""In the order in which the questions below answer."""
STANDINGS = """
    SELECT u.id, u.slug, u.name, coalesce(l.code, '') AS line, coalesce(l.name, '') AS line_name,
           coalesce(sum(o.overdue), 0)::int AS overdue, coalesce(sum(o.soon), 0)::int AS soon,
           coalesce(sum(o.pending), 0)::int AS pending,
           coalesce(sum(t.met) FILTER (WHERE t.year = %(year)s), 0)::int AS met,
           coalesce(sum(t.late) FILTER (WHERE t.year = %(year)s), 0)::int AS late,
           coalesce(sum(t.nil) FILTER (WHERE t.year = %(year)s), 0)::int AS nil,
           coalesce(sum(t.waived) FILTER (WHERE t.year = %(year)s), 0)::int AS waived,
           coalesce(sum(t.met + t.late + t.nil + o.due - o.ahead) FILTER (WHERE t.year = %(year)s), 0)::int AS was_due,
           coalesce(sum(t.met + t.late + t.nil - o.ahead) FILTER (WHERE t.year = %(year)s), 0)::int AS was_met,
           coalesce(sum(t.met + t.nil - o.ahead) FILTER (WHERE t.year = %(year)s), 0)::int AS was_on_time,
           min(o.since) AS since
      FROM public.registry_unit u
      LEFT JOIN public.tenants_tenant n ON n.id = u.tenant_id
      LEFT JOIN public.registry_linemembership m ON m.unit_id = u.id
           AND m.valid_from <= %(today)s AND (m.valid_until IS NULL OR m.valid_until > %(today)s)
      LEFT JOIN public.registry_disclosureline l ON l.id = m.line_id
      LEFT JOIN public.obligations_unittally t ON t.unit_id = u.id
      LEFT JOIN LATERAL (
           SELECT count(*) FILTER (WHERE d < %(today)s) AS overdue,
                  count(*) FILTER (WHERE d BETWEEN %(today)s AND %(soon)s) AS soon,
                  count(*) FILTER (WHERE d > %(soon)s) AS pending,
                  count(*) FILTER (WHERE d <= %(end)s) AS due,
                  (SELECT count(*) FROM unnest(t.ahead) a WHERE a > %(end)s) AS ahead,
                  min(d) FILTER (WHERE d < %(today)s) AS since
             FROM unnest(t.open_due) d) o ON true
     WHERE (n.id IS NULL OR n.state = ANY(%(in_service)s))
       AND (%(line)s::text IS NULL OR coalesce(l.code, '') = %(line)s)
       AND (%(units)s::bigint[] IS NULL OR u.id = ANY(%(units)s))
     GROUP BY u.id, l.id
     ORDER BY u."order", u.slug
"""
LINES = f"""
    SELECT line, line_name, count(*)::int, sum(overdue)::int, sum(soon)::int, sum(pending)::int,
           sum(met)::int, sum(late)::int, sum(nil)::int, sum(waived)::int,
           sum(was_due)::int, sum(was_met)::int, sum(was_on_time)::int
      FROM ({STANDINGS}) unit
     GROUP BY line, line_name
"""  # noqa: S608 -- our own words
DISTRICT = """
    SELECT coalesce(sum(t.met + t.late + t.nil + o.due - o.ahead), 0)::int,
           coalesce(sum(t.met + t.late + t.nil - o.ahead), 0)::int,
           coalesce(sum(t.met + t.nil - o.ahead), 0)::int
      FROM public.obligations_unittally t
      JOIN public.registry_unit u ON u.id = t.unit_id
      JOIN public.tenants_tenant n ON n.id = u.tenant_id AND n.state = ANY(%(in_service)s)
     CROSS JOIN LATERAL (
           SELECT (SELECT count(*) FROM unnest(t.open_due) d WHERE d <= %(end)s) AS due,
                  (SELECT count(*) FROM unnest(t.ahead) d WHERE d > %(end)s) AS ahead) o
     WHERE t.year = %(year)s
"""


def standings(
    *,
    using: str,
    line: str | None = None,
    units: Iterable[int] | None = None,
    year: int | None = None,
    today: dt.date | None = None,
) -> list[UnitStanding]:
    """Every unit in service (of a line by its code, or of some by primary key), in the register's order. One query.

    What is open counts whatever its year, so that nothing overdue is forgotten at New Year; what is answered counts in
    the year it was due in (this one). A unit that owes nothing is there, with zeros.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(STANDINGS, _values(year, today, line=line, units=units))
        rows = cursor.fetchall()
    return [UnitStanding(*row[:5], _counts(row[5:]), _tally(row[5:]), row[15]) for row in rows]


def _values(
    year: int | None,
    today: dt.date | None,
    *,
    line: str | None = None,
    units: Iterable[int] | None = None,
) -> dict[str, Any]:
    today = today or timezone.localdate()
    year = year or today.year
    return {
        "today": today,
        "soon": today + dt.timedelta(days=SOON_DAYS),
        "year": year,
        "end": _end(year, today),
        "line": line,
        "units": None if units is None else [*units],
        "in_service": [str(state) for state in IN_SERVICE],
    }


def _counts(row: Sequence[Any]) -> Counts:
    """The counts of the states, which come first."""
    return dict(zip(STATES, row, strict=False))


def _tally(row: Sequence[Any]) -> Tally:
    """What fell due, which follows the states."""
    return Tally(*row[len(STATES) : len(STATES) + 3])


def _end(year: int, today: dt.date) -> dt.date:
    """The last day that the figures of a year count until."""
    return min(today, dt.date(year, 12, 31))


def matrix(
    *,
    using: str,
    year: int | None = None,
    units: Iterable[int] | None = None,
    today: dt.date | None = None,
) -> list[LineStanding]:
    """Lines × states, in the order of the lines; last the units without one, where there are any. Two queries."""
    lines = {
        code: LineStanding(code, name)
        for code, name in DisclosureLine.objects.using(using).values_list("code", "name")
    }
    with connections[using].cursor() as cursor:
        cursor.execute(LINES, _values(year, today, units=units))
        for code, name, n, *counted in cursor.fetchall():
            line = lines.setdefault(code, LineStanding(code, name))
            line.units, line.counts, line.tally = n, _counts(counted), _tally(counted)
    return list(lines.values())


def of_line(line: str, *, using: str, year: int | None = None) -> list[UnitStanding]:
    """The units of a line, by its code, × states. One query."""
    return standings(using=using, line=line, year=year)


def district_tally(*, using: str, year: int, today: dt.date) -> Tally:
    """What fell due in a year until a day, of all units in service. One query over their tallies."""
    values = {
        "year": year,
        "end": _end(year, today),
        "in_service": [str(state) for state in IN_SERVICE],
    }
    with connections[using].cursor() as cursor:
        cursor.execute(DISTRICT, values)
        return Tally(*cursor.fetchone())
