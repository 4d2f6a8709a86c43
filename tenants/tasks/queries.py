"""How the queue stands, for health checks, `cms worker --status` and metrics."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.db import connections

from tenants.tasks.states import TaskState

ALIVE_SECONDS = 60.0
"""A worker whose last sign is older is taken for dead."""
# Done tasks are many and tell nothing about health: they are not counted. Each of the others has its own index.
COUNTED = [state.value for state in TaskState if state != TaskState.DONE]
COUNTS = " UNION ALL ".join(
    f"SELECT '{state}', count(*) FROM public.tasks_queuedtask WHERE state = '{state}'"  # noqa: S608 -- our own words
    for state in COUNTED
)
OLDEST = """
    SELECT coalesce(extract(epoch FROM public.tasks_now() - min(q.enqueued_at)), 0)
      FROM public.tasks_queuedtask q
     WHERE q.state = 'ready' AND NOT EXISTS (
           SELECT 1 FROM public.tenants_tenant t
            WHERE t.schema_name = q.schema_name AND t.state IN ('migrating', 'archived'))
"""
WORKERS = """
    SELECT id, host, pid, queues, concurrency, running, finished, stopping,
           extract(epoch FROM public.tasks_now() - started_at), extract(epoch FROM public.tasks_now() - beat_at)
      FROM public.tasks_worker WHERE beat_at > public.tasks_now() - make_interval(secs => %s) ORDER BY started_at
"""


@dataclass(frozen=True)
class LiveWorker:
    """One worker process with a recent sign of life. Seconds by the database's clock."""

    id: str
    host: str
    pid: int
    queues: list[str]
    concurrency: int
    running: int
    finished: int
    stopping: bool
    up_seconds: float
    silent_seconds: float


@dataclass(frozen=True)
class QueueHealth:
    """`counts` by state without the done ones; how long the oldest task that could run has waited; who works."""

    counts: dict[str, int]
    oldest_waiting_seconds: float
    workers: list[LiveWorker] = field(default_factory=list)

    @property
    def dead(self) -> int:
        return self.counts[TaskState.DEAD]

    @property
    def waiting(self) -> int:
        return self.counts[TaskState.READY] + self.counts[TaskState.DEFERRED]


def queue_health(*, using: str = "central") -> QueueHealth:
    """The queue of the whole installation. Three queries on an alias that sees all of it (central, worker)."""
    with connections[using].cursor() as cursor:
        cursor.execute(COUNTS)
        counts = dict(cursor.fetchall())
        cursor.execute(OLDEST)
        oldest = float(cursor.fetchone()[0])
        cursor.execute(WORKERS, [ALIVE_SECONDS])
        workers = [_worker(row) for row in cursor.fetchall()]
    return QueueHealth(counts, max(oldest, 0.0), workers)


def _worker(row: tuple[Any, ...]) -> LiveWorker:
    id, host, pid, queues, concurrency, running, finished, stopping, up, silent = row
    return LiveWorker(
        str(id),
        host,
        pid,
        json.loads(queues),
        concurrency,
        running,
        finished,
        stopping,
        float(up),
        float(silent),
    )
