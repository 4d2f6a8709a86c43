"""How far the year has been played, in the audit of each unit: a line for each of its days, in the day's own transaction.

The audit is only added to, so that nobody can play another year over this one and let it look like the first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from cms.registry.models import Unit
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind
from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope

WHO = "演示区按年模拟"
OWN, OFFICE_PART = "own", "office"


def begin(year: int, seed: int) -> None:
    """Write down at the centre which year and seed this district plays."""
    detail = {"year": year, "seed": seed}
    record(kind=AuditKind.DEMO_SIMULATED, subject=f"{year}年，种子 {seed}", actor_name=WHO, detail=detail)


def begun(office: Unit) -> tuple[int, int] | None:
    """(year, seed) of the district, None where nothing was played yet."""
    with tenant_scope(office.tenant):
        rows = AuditRecord.objects.filter(schema_name=office.tenant.schema_name)
        row = rows.filter(kind=AuditKind.DEMO_SIMULATED, detail__has_key="year").order_by("id").first()
    return (row.detail["year"], row.detail["seed"]) if row else None


def keep(day: dt.date, acts: int, *, part: str) -> None:
    """The bound unit has lived through a part of a day: OWN, or what the office does beside its own disclosure."""
    detail = {"day": day.isoformat(), "part": part, "acts": acts}
    record(kind=AuditKind.DEMO_SIMULATED, subject=day.isoformat(), actor_name=WHO, detail=detail)


def reached(units: Mapping[str, Unit], office: Unit) -> dict[tuple[str, str], dt.date]:
    """(slug, part) → the last day that was lived through. The office reads the audit of all in one query."""
    slugs = {unit.tenant.schema_name: slug for slug, unit in units.items()}
    found: dict[tuple[str, str], dt.date] = {}
    with tenant_scope(office.tenant):
        rows = AuditRecord.objects.filter(kind=AuditKind.DEMO_SIMULATED, detail__has_key="day").order_by("id")
        for schema, day, part in rows.values_list("schema_name", "detail__day", "detail__part"):
            if schema in slugs:
                found[slugs[schema], part] = dt.date.fromisoformat(day)
    return found
