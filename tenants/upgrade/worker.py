"""One worker: takes a tenant from the ledger, brings it along, and takes the next until none is left."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import Error, connection
from django.utils import timezone

from tenants.context import rebind
from tenants.models import Tenant
from tenants.states import TenantState
from tenants.upgrade.failures import Meaning, describe, meaning
from tenants.upgrade.goal import Goal
from tenants.upgrade.replay import bring, is_noticed
from tenants.upgrade.states import TenantStep

ATTEMPTS = 5
BACK_OFF = 2.0
"""Seconds before the second attempt at a tenant that somebody holds; twice as long before each further one."""
RENEW = 50
"""Tenants after which a worker takes a new connection: PostgreSQL's side keeps what it read of every schema's catalog."""
PATIENCE = 60.0
"""Seconds that a database may be away before a worker gives up."""

# The run's operator is the fence: a worker whose leader was taken over from finds nothing any more.
CLAIM = """
    UPDATE public.upgrade_tenantmigration m
       SET state = 'running', attempt = m.attempt + 1, worker = %(worker)s, started = now(), error = ''
      FROM public.upgrade_migrationrun r
     WHERE r.id = m.run_id AND r.operator = %(operator)s AND m.id = (
           SELECT c.id FROM public.upgrade_tenantmigration c JOIN public.tenants_tenant t ON t.id = c.tenant_id
            WHERE c.run_id = %(run)s AND c.state = 'pending' AND t.ring BETWEEN %(first)s AND %(last)s
              AND (c.retry_at IS NULL OR c.retry_at <= now()) AND (%(only)s::bigint IS NULL OR t.id = %(only)s)
            ORDER BY t.ring, c.id FOR UPDATE OF c SKIP LOCKED LIMIT 1)
    RETURNING m.id, m.tenant_id, m.attempt
"""
NEXT = """
    SELECT min(c.retry_at) FROM public.upgrade_tenantmigration c JOIN public.tenants_tenant t ON t.id = c.tenant_id
     WHERE c.run_id = %(run)s AND c.state = 'pending' AND t.ring BETWEEN %(first)s AND %(last)s
       AND (%(only)s::bigint IS NULL OR t.id = %(only)s)
"""
DONE = """
    UPDATE public.upgrade_tenantmigration SET state = 'done', finished = clock_timestamp(), retry_at = NULL WHERE id = %s
"""
BACK = """
    UPDATE public.upgrade_tenantmigration SET state = %s, error = %s, retry_at = %s, finished = %s WHERE id = %s
"""
SERVE = "UPDATE public.tenants_tenant SET state = %s WHERE id = %s AND state = %s"


class DiskFull(RuntimeError):
    """PostgreSQL has no room left. What was done stays done."""

    for_people = True


@dataclass(frozen=True)
class Job:
    """Which rows of the ledger a worker may take."""

    run: int
    operator: str
    worker: str
    first: int = 0
    last: int = 32767
    only: int | None = None


@dataclass(frozen=True)
class Claim:
    row: int
    tenant: Tenant
    attempt: int


def work(job: Job, goal: Goal) -> Iterator[bool]:
    """Bring along what is there to be taken. Yields for each tenant that is settled whether it is done.

    Raises DiskFull, and OperationalError when the database stays away.
    """
    taken = 0
    while (claim := _claim(job)) is not None:
        taken += 1
        try:
            yield from _settle(claim, goal)
        finally:
            rebind(None)
        if taken % RENEW == 0:
            connection.close()


def _claim(job: Job) -> Claim | None:
    """The next tenant; waits for those that are to be tried again later. None when there is none."""
    while True:
        with _connected() as cursor:
            cursor.execute(CLAIM, vars(job))
            row = cursor.fetchone()
            if row is not None:
                return Claim(row[0], Tenant.objects.get(pk=row[1]), row[2])
            cursor.execute(NEXT, vars(job))
            (moment,) = cursor.fetchone() or (None,)
        if moment is None or not _waited_for(moment, job):
            return None


def _waited_for(moment: datetime, job: Job) -> bool:
    """Sleep until a deferred tenant is due. False when the run has another leader now."""
    time.sleep(max(min((moment - timezone.now()).total_seconds(), 1.0), 0.05))
    with _connected() as cursor:
        cursor.execute(
            "SELECT 1 FROM public.upgrade_migrationrun WHERE (id, operator) = (%s, %s)",
            [job.run, job.operator],
        )
        return cursor.fetchone() is not None


def _settle(claim: Claim, goal: Goal) -> Iterator[bool]:
    """Bring one tenant along, or write down why not. Yields nothing when it will be tried again."""
    try:
        if is_noticed(claim.tenant, goal):
            _say_state(claim, TenantState.ACTIVE, TenantState.MIGRATING)
        bring(claim.tenant, goal, DONE, [claim.row])
    except Exception as error:
        verdict = meaning(
            error, connected=connection.connection is not None and not connection.connection.broken
        )
        if verdict is Meaning.FULL:
            _give_back(claim, error, again=0.0)
            raise DiskFull("数据库的磁盘已满：请腾出空间再运行 cms upgrade，已完成的站点不会重做") from error
        if verdict is Meaning.WRONG or claim.attempt >= ATTEMPTS:
            _give_back(claim, error, again=None)
            yield False
        else:
            _give_back(claim, error, again=BACK_OFF * 2 ** (claim.attempt - 1))
    else:
        yield True


def _give_back(claim: Claim, error: Exception, *, again: float | None) -> None:
    """Back into the ledger: to be tried after `again` seconds, or failed. The schema is as it was before."""
    now = timezone.now()
    rebind(None)
    state = TenantStep.FAILED if again is None else TenantStep.PENDING
    due = None if again is None else now + timedelta(seconds=again)
    with _connected() as cursor:
        cursor.execute(BACK, [state, describe(error), due, now if again is None else None, claim.row])
    _say_state(claim, TenantState.MIGRATING, TenantState.ACTIVE)


def _say_state(claim: Claim, before: TenantState, after: TenantState) -> None:
    with _connected() as cursor:
        cursor.execute(SERVE, [after, claim.tenant.pk, before])


@contextmanager
def _connected() -> Iterator[Any]:
    """A cursor on a connection that works. Waits for a database that is away, up to PATIENCE."""
    waited, pause = 0.0, 0.5
    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            break
        except Error:
            connection.close()
            if waited >= PATIENCE:
                raise
            time.sleep(pause)
            waited, pause = waited + pause, min(pause * 2, 8.0)
    with connection.cursor() as cursor:
        yield cursor
