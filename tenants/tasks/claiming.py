"""Handing out tasks: the next one in fair turn, the lease on it, and how it ends. One statement each.

Everything here runs as the worker role, which sees the queue of all units and nothing else of theirs.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from psycopg.types.json import Jsonb

WORKER = "worker"
LEASE_SECONDS = 20.0
PER_TENANT = 2
"""How many tasks of one unit run at the same time, over all workers. Counted without a lock, so one more may slip in."""

# The units with something in a queue are found by hopping over the index, one step a unit, however long each
# unit's queue is. The hop begins after the unit that was served last, so each gets its turn.
CLAIM = """
    WITH RECURSIVE turn(schema_name) AS (
        (SELECT q.schema_name FROM tasks_queuedtask q
          WHERE q.state = 'ready' AND q.queue = %(queue)s AND q.schema_name {after} %(after)s
          ORDER BY q.schema_name LIMIT 1)
        UNION ALL
        SELECT (SELECT q.schema_name FROM tasks_queuedtask q
                 WHERE q.state = 'ready' AND q.queue = %(queue)s AND q.schema_name > turn.schema_name
                 ORDER BY q.schema_name LIMIT 1)
          FROM turn WHERE turn.schema_name IS NOT NULL
    ), chosen AS (
        SELECT found.id
          FROM turn
         CROSS JOIN LATERAL (
               SELECT q.id FROM tasks_queuedtask q
                WHERE q.state = 'ready' AND q.queue = %(queue)s AND q.schema_name = turn.schema_name
                ORDER BY q.priority DESC, q.id LIMIT 1 FOR UPDATE SKIP LOCKED) found
         WHERE (turn.schema_name = 'public' OR %(per_tenant)s > (
                SELECT count(*) FROM tasks_queuedtask r
                 WHERE r.state = 'running' AND r.schema_name = turn.schema_name))
           AND NOT EXISTS (
               SELECT 1 FROM tenants_tenant t
                WHERE t.schema_name = turn.schema_name AND t.state IN ('migrating', 'archived'))
         LIMIT 1
    )
    UPDATE tasks_queuedtask q
       SET state = 'running', tried = q.tried + 1, worker = %(worker)s, lease = gen_random_uuid(),
           leased_until = tasks_now() + make_interval(secs => %(seconds)s),
           started_at = tasks_now(), finished_at = NULL
      FROM chosen WHERE q.id = chosen.id
 RETURNING q.id, q.schema_name, q.path, q.args, q.kwargs, q.lease, q.tried, q.tries
"""
FROM_THE_START, ONWARDS = CLAIM.format(after=">="), CLAIM.format(after=">")
PROMOTE = """
    UPDATE tasks_queuedtask SET state = 'ready', run_after = NULL
     WHERE id IN (SELECT id FROM tasks_queuedtask WHERE state = 'deferred' AND run_after <= tasks_now()
                   ORDER BY run_after LIMIT 1000 FOR UPDATE SKIP LOCKED)
"""
BEAT = """
    UPDATE tasks_queuedtask SET leased_until = tasks_now() + make_interval(secs => %(seconds)s)
     WHERE state = 'running' AND worker = %(worker)s AND lease = ANY(%(leases)s) RETURNING lease
"""
DONE = """
    UPDATE public.tasks_queuedtask
       SET state = 'done', finished_at = public.tasks_now(), returned = %(returned)s, error = '', traceback = '',
           lease = NULL, leased_until = NULL
     WHERE id = %(id)s AND state = 'running' AND lease = %(lease)s
"""
FAILED = """
    UPDATE tasks_queuedtask
       SET state = CASE WHEN %(again)s AND tried < tries THEN 'deferred' ELSE 'dead' END,
           run_after = CASE WHEN %(again)s AND tried < tries
                            THEN tasks_now() + make_interval(secs => %(delay)s) END,
           finished_at = CASE WHEN %(again)s AND tried < tries THEN NULL ELSE tasks_now() END,
           error = %(error)s, traceback = %(traceback)s, lease = NULL, leased_until = NULL
     WHERE id = %(id)s AND state = 'running' AND lease = %(lease)s
"""
# Nothing was begun: the try does not count.
PUT_OFF = """
    UPDATE tasks_queuedtask
       SET state = 'deferred', run_after = tasks_now() + make_interval(secs => %(delay)s), tried = tried - 1,
           error = %(error)s, lease = NULL, leased_until = NULL
     WHERE id = %(id)s AND state = 'running' AND lease = %(lease)s
"""
# A stop by the operator is nobody's failure: the try does not count.
HAND_BACK = """
    UPDATE tasks_queuedtask
       SET state = CASE WHEN tries > 1 THEN 'ready' ELSE 'dead' END,
           tried = CASE WHEN tries > 1 THEN tried - 1 ELSE tried END,
           finished_at = CASE WHEN tries > 1 THEN NULL ELSE tasks_now() END,
           error = %(error)s, lease = NULL, leased_until = NULL
     WHERE state = 'running' AND lease = ANY(%(leases)s)
"""


@dataclass(frozen=True)
class Claimed:
    """A task that this worker holds until its lease ends."""

    id: int
    schema_name: str
    path: str
    args: list[Any]
    kwargs: dict[str, Any]
    lease: uuid.UUID
    tried: int
    tries: int


class LeaseLost(RuntimeError):
    """The task was given to somebody else in the meantime; whatever this one did must not count."""


def execute(statement: str, values: dict[str, Any], *, using: str = WORKER) -> int:
    """Run one statement; returns how many rows it touched."""
    with connections[using].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def _parsed(row: Sequence[Any]) -> Claimed:
    id, schema_name, path, args, kwargs, *rest = row
    return Claimed(id, schema_name, path, json.loads(args), json.loads(kwargs), *rest)


def claim(
    *, queue: str, after: str, worker: uuid.UUID, seconds: float = LEASE_SECONDS, per_tenant: int = PER_TENANT
) -> Claimed | None:
    """The next task of a queue for the unit whose turn it is after `after` (a schema name, or '').

    None when there is nothing, or only of units that have enough running, are archived or being upgraded.
    """
    values: dict[str, Any] = {
        "queue": queue, "after": after, "worker": worker, "seconds": seconds, "per_tenant": per_tenant,
    }  # fmt: skip
    with connections[WORKER].cursor() as cursor:
        for statement, start in ((ONWARDS, after), (FROM_THE_START, "")):
            cursor.execute(statement, values | {"after": start})
            row = cursor.fetchone()
            if row is not None:
                return _parsed(row)
    return None


def promote() -> int:
    """Make those ready whose time has come. Returns how many."""
    return execute(PROMOTE, {})


def renew(
    *, worker: uuid.UUID, leases: Collection[uuid.UUID], seconds: float = LEASE_SECONDS
) -> set[uuid.UUID]:
    """Renew the leases that are still ours. Returns them."""
    if not leases:
        return set()
    with connections[WORKER].cursor() as cursor:
        cursor.execute(BEAT, {"worker": worker, "leases": list(leases), "seconds": seconds})
        return {row[0] for row in cursor.fetchall()}


def mark_done(claimed: Claimed, returned: Any, *, using: str = WORKER) -> None:
    """Done. With `using="default"` in the transaction of the effect, as the unit itself. Raises LeaseLost."""
    values = {"id": claimed.id, "lease": claimed.lease, "returned": Jsonb(returned)}
    if not execute(DONE, values, using=using):
        raise LeaseLost(f"{claimed.path} {claimed.id}")


def mark_failed(
    claimed: Claimed, *, error: str, traceback: str = "", again: bool = True, delay: float = 0.0
) -> None:
    """Failed: tried again after `delay` seconds while tries are left and `again`, else the dead letters."""
    values = {
        "id": claimed.id, "lease": claimed.lease, "again": again, "delay": delay,
        "error": error[:300], "traceback": traceback[-20_000:],
    }  # fmt: skip
    execute(FAILED, values)


def put_off(claimed: Claimed, *, error: str, delay: float) -> None:
    """Not now: its time has not come, or its unit's. As if it had not been claimed, in `delay` seconds."""
    execute(PUT_OFF, {"id": claimed.id, "lease": claimed.lease, "error": error[:300], "delay": delay})


def hand_back(leases: Collection[uuid.UUID], *, error: str) -> int:
    """Give back what is held: ready again if it may be tried again, else the dead letters with `error`."""
    return execute(HAND_BACK, {"leases": list(leases), "error": error}) if leases else 0
