"""Doing the work of a worker step by step, in this process, and turning the database's clock."""

from __future__ import annotations

import uuid

from django.db import connections

from tenants.context import rebind
from tenants.tasks import claiming, running
from tenants.tasks.claiming import Claimed
from tenants.tasks.desk import Desk
from tenants.tasks.models import QueuedTask

ALL = ["publish", "default", "index", "media", "export"]


def desk(**values) -> Desk:
    return Desk(ALL, 1, **values)


def take(after: str = "", queue: str = "default", **values) -> Claimed | None:
    return claiming.claim(queue=queue, after=after, worker=uuid.uuid4(), **values)


def work_off(at: Desk | None = None, limit: int = 1000) -> list[Claimed]:
    """Claim and run until there is nothing, as one thread of a worker would. Returns what ran, in order."""
    at, done = at or desk(), []
    rebind(None)
    while len(done) < limit and (claimed := at.next()):
        running.perform(claimed)
        at.ended(claimed)
        done.append(claimed)
    rebind(None)
    return done


def rows(**where) -> list[QueuedTask]:
    return list(QueuedTask.objects.using("worker").filter(**where).order_by("pk"))


def states() -> list[str]:
    return [row.state for row in rows()]


def alter(statement: str, values: list | None = None) -> None:
    """Change rows of the queue as the worker role, which alone sees those of all units."""
    with connections["worker"].cursor() as cursor:
        cursor.execute(statement, values)


def turn_clock(owner, seconds: float) -> None:
    """From now on the database's clock is off by so many seconds, for every connection."""
    owner.execute(
        "CREATE OR REPLACE FUNCTION public.tasks_now() RETURNS timestamptz LANGUAGE sql STABLE"
        f" AS 'SELECT statement_timestamp() + make_interval(secs => {float(seconds)})'"
    )
    connections["worker"].close()  # a plan may have kept the old one
