"""Tasks that leave a trace of every run and every effect, in tables of the unit they ran in.

`bench_runs` gets a row each time a task begins, whatever becomes of it. `bench_effects` gets one for each effect
of a transactional task, without any key that would hide a second one. `bench_marks` is the effect of an idempotent
task, which makes sure of it itself.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import connection
from django.db.utils import IntegrityError
from django_tasks import task

from tenants.context import current_schema
from tenants.models import Tenant
from tenants.roles import configured, owner_connection

TABLES = """
    CREATE TABLE "{schema}".bench_runs (n int, meant_for text, ran_in text);
    CREATE TABLE "{schema}".bench_effects (n int, meant_for text);
    CREATE TABLE "{schema}".bench_marks (n int PRIMARY KEY, meant_for text);
    GRANT SELECT, INSERT ON "{schema}".bench_runs, "{schema}".bench_effects, "{schema}".bench_marks TO "{app}";
"""


def plant(tenants: list[Tenant]) -> None:
    """Make the tables in each tenant's schema."""
    with owner_connection(autocommit=True) as owner:
        for tenant in tenants:
            owner.execute(TABLES.format(schema=tenant.schema_name, app=configured().app.name).encode())


def _write(table: str, *values: object) -> None:
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608 -- our own table names


@task(transactional=True)
def transact(n: int, schema: str, seconds: float = 0.0) -> int:
    """Its effect is a row, and nothing would stop a second one."""
    time.sleep(seconds / 2)
    _write("bench_effects", n, schema)
    time.sleep(seconds / 2)
    return n


@task(idempotent=True)
def mark(n: int, schema: str, seconds: float = 0.0) -> int:
    """Its effect is there or not, however often it runs."""
    _write("bench_runs", n, schema, current_schema())
    time.sleep(seconds / 2)
    try:
        _write("bench_marks", n, schema)
    except IntegrityError:
        return n  # an earlier run came as far as this
    time.sleep(seconds / 2)
    return n


@task()
def once(n: int, schema: str, seconds: float = 0.0) -> int:
    """Declares nothing: must never run a second time by itself."""
    _write("bench_runs", n, schema, current_schema())
    time.sleep(seconds)
    return n


@dataclass(frozen=True)
class Traces:
    """What was found over all tenants. `lost`: no effect at all; `doubled`: more than one; `strayed`: elsewhere."""

    effects: int
    lost: int
    doubled: int
    strayed: int
    runs: int


COUNTED = """
    SELECT n, '{schema}' <> meant_for FROM "{schema}".bench_effects
    UNION ALL SELECT n, '{schema}' <> meant_for FROM "{schema}".bench_marks
"""
RUNS = """SELECT count(*), count(*) FILTER (WHERE ran_in <> '{schema}' OR meant_for <> '{schema}') FROM "{schema}".bench_runs"""


def traces(tenants: list[Tenant], expected: int) -> Traces:
    """Count the effects of tasks 0 … expected-1."""
    seen: dict[int, int] = {}
    strayed = runs = 0
    with owner_connection(autocommit=True) as owner:
        for tenant in tenants:
            for n, elsewhere in owner.execute(COUNTED.format(schema=tenant.schema_name).encode()):
                seen[n] = seen.get(n, 0) + 1
                strayed += bool(elsewhere)
            row = owner.execute(RUNS.format(schema=tenant.schema_name).encode()).fetchone() or (0, 0)
            runs, strayed = runs + row[0], strayed + row[1]
    doubled = sum(number > 1 for number in seen.values())
    lost = sum(n not in seen for n in range(expected))
    return Traces(sum(seen.values()), lost, doubled, strayed, runs)
