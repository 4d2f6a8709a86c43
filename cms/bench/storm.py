"""Tasks over many units while their workers are killed, and what is left of it."""

from __future__ import annotations

import random
import time
from typing import Any

from django.db import connections

from cms.bench import probes
from cms.bench.crew import crew, wait_until
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.progress import progress
from tenants.tasks.queries import queue_health
from tenants.tasks.worker import Options

WORKERS = 4
LEASE_SECONDS = 1.0
TASK_SECONDS = 0.04
PATIENCE_SECONDS = 600
STILL_SECONDS = 4.0
"""How long the control must show no change before it is taken for over: three times what taking back needs."""


def order(tenants: list[Tenant], tasks: int) -> None:
    """Queue `tasks` of both kinds, in turn over the tenants."""
    for index, tenant in enumerate(tenants):
        with tenant_scope(tenant):
            for n in range(index, tasks, len(tenants)):
                probe = probes.transact if n // len(tenants) % 2 else probes.mark
                probe.enqueue(n, tenant.schema_name, TASK_SECONDS)


def unfinished() -> int:
    health = queue_health()
    return health.waiting + health.counts["running"]


def rage(tenants: list[Tenant], *, tasks: int, kills: int, reaper: bool = True) -> dict[str, Any]:
    """Figures of one storm. `reaper=False` is the control: nobody takes back what a dead worker held."""
    order(tenants, tasks)
    options = Options(
        ["publish", "default"], concurrency=2, lease_seconds=LEASE_SECONDS, poll_seconds=0.5, reap=reaper
    )
    began = time.monotonic()
    with crew(options, WORKERS) as hired:
        # Spread over the work: each kill waits until its share of the tasks is gone.
        for number in progress(range(kills), label="终止工作进程", total=kills):
            share = tasks - tasks * (number + 1) // (kills + 1)
            wait_until(
                lambda share=share: unfinished() <= share or _still(), seconds=PATIENCE_SECONDS, what="任务"
            )
            time.sleep(random.uniform(0, TASK_SECONDS))  # noqa: S311 -- no secret
            hired.kill_one()
        wait_until(
            lambda: not unfinished() or (not reaper and _still()), seconds=PATIENCE_SECONDS, what="任务"
        )
        killed = hired.killed
    seconds, left, dead = time.monotonic() - began, unfinished(), queue_health().dead
    connections.close_all()
    found = probes.traces(tenants, tasks)
    return {
        "tasks": tasks, "units": len(tenants), "kills": killed, "seconds": round(seconds, 1),
        "never_ended": left, "dead_letters": dead, **vars(found),
    }  # fmt: skip


_seen: tuple[int, float] = (0, 0.0)


def _still() -> bool:
    """Whether nothing has changed for STILL_SECONDS: what remains will not be done by anybody."""
    global _seen
    now, left = time.monotonic(), unfinished()
    if left != _seen[0] or now - _seen[1] > 2 * STILL_SECONDS:
        _seen = (left, now)
    return now - _seen[1] > STILL_SECONDS
