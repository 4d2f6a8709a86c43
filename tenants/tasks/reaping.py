"""Tasks of workers that died, taken back.

A lease that has run out is not yet proof: a clock that jumps makes all of them run out at once. So a task is taken
back only when two looks, more than a heartbeat apart by this process's own steady clock, find the same lease with
the same end. A worker that lives has moved it by then.
"""

from __future__ import annotations

import time
import uuid
from typing import Any

from django.db import connections, transaction
from django.utils.translation import gettext as _

from tenants.tasks.claiming import LEASE_SECONDS, WORKER

LOCK = 0x72656170  # "reap": the advisory lock of the one that reaps
# Far ahead is as wrong as past: a clock that was set back would keep a dead worker's tasks for as long.
OVERDUE = """
    SELECT lease, leased_until::text FROM tasks_queuedtask
     WHERE state = 'running'
       AND (leased_until IS NULL OR leased_until NOT BETWEEN tasks_now() AND tasks_now() + make_interval(secs => %s))
"""
TAKE_BACK = """
    UPDATE tasks_queuedtask
       SET state = CASE WHEN tried < tries THEN 'deferred' ELSE 'dead' END,
           run_after = CASE WHEN tried < tries THEN tasks_now() + make_interval(secs => least(2 ^ tried, 300)) END,
           finished_at = CASE WHEN tried < tries THEN NULL ELSE tasks_now() END,
           error = CASE WHEN tries > 1 THEN %(killed)s ELSE %(unknown)s END,
           lease = NULL, leased_until = NULL
     WHERE id IN (SELECT id FROM tasks_queuedtask
                   WHERE state = 'running'
                     AND (lease, leased_until::text) IN (
                         SELECT * FROM unnest(%(leases)s::uuid[], %(ends)s::text[]))
                     FOR UPDATE SKIP LOCKED)
"""
FORGET = "DELETE FROM tasks_worker WHERE beat_at < tasks_now() - make_interval(secs => %s)"
FORGOTTEN_AFTER = 300.0
"""Seconds after which a worker without a sign is no longer listed."""

Seen = frozenset[tuple[uuid.UUID, str]]


class Reaper:
    """Belongs to one worker process: remembers what it saw at its last look."""

    def __init__(self, *, lease_seconds: float = LEASE_SECONDS) -> None:
        self.lease_seconds = lease_seconds
        self.seen: Seen = frozenset()
        self.looked = float("-inf")

    def reap(self) -> int:
        """Look, if it is time, and take back what showed no sign of life since the last look. Returns how many."""
        if time.monotonic() - self.looked < self.lease_seconds / 2:
            return 0
        with transaction.atomic(using=WORKER), connections[WORKER].cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if cursor.fetchone() != (True,):
                return 0
            self.looked = time.monotonic()
            cursor.execute(OVERDUE, [2 * self.lease_seconds])
            found: Seen = frozenset(cursor.fetchall())
            lifeless, self.seen = found & self.seen, found
            cursor.execute(FORGET, [FORGOTTEN_AFTER])
            return self._take_back(cursor, lifeless)

    def _take_back(self, cursor: Any, lifeless: Seen) -> int:
        if not lifeless:
            return 0
        cursor.execute(
            TAKE_BACK,
            {
                "killed": _("执行它的工作进程中途被终止"),
                "unknown": _("执行它的工作进程中途被终止，做到哪一步不清楚。请先核对结果，再决定是否重做"),
                "leases": [lease for lease, _end in lifeless],
                "ends": [end for _lease, end in lifeless],
            },
        )
        return int(cursor.rowcount)
