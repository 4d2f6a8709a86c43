"""Periodic jobs: declared in code, run once for each moment they are due, whoever of the schedulers comes first.

    @periodic(Daily(3, 10))
    @task(platform=True, idempotent=True)
    def count_everything(): ...

    @each_tenant_daily
    @task(idempotent=True)
    def clear_sessions(): ...

A job's row in the ledger is locked while its tasks are added, and remembers the moment they were for, in the same
transaction. A clock that jumps ahead, or an hour without any worker, makes one run, not all that were missed. A
clock that jumps back makes none until it has caught up; from more than TURNED_BACK it starts anew, without a run.
"""

from __future__ import annotations

import datetime as dt
import logging
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections, transaction
from django_tasks.base import Task

from tenants.tasks.claiming import WORKER
from tenants.tasks.models import QueuedTask
from tenants.tasks.results import row_of
from tenants.tasks.task import PUBLIC
from tenants.tasks.waking import notify

log = logging.getLogger(__name__)
TURNED_BACK = dt.timedelta(hours=1)
MINUTES = 1440
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Rhythm(Protocol):
    """When a job is due."""

    @property
    def period(self) -> dt.timedelta:
        """From one moment to the next."""

    def latest(self, now: dt.datetime) -> dt.datetime:
        """The last moment at or before `now` that the job is due for."""


@dataclass(frozen=True)
class Every:
    """At whole multiples of so many minutes."""

    minutes: int

    @property
    def period(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.minutes)

    def latest(self, now: dt.datetime) -> dt.datetime:
        return EPOCH + (now - EPOCH) // self.period * self.period


@dataclass(frozen=True)
class Daily:
    """At one time of day, in the district's time."""

    hour: int
    minute: int = 0

    @property
    def period(self) -> dt.timedelta:
        return dt.timedelta(days=1)

    def latest(self, now: dt.datetime) -> dt.datetime:
        local = now.astimezone(zoneinfo.ZoneInfo(settings.TIME_ZONE))
        today = local.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        return today if today <= local else today - self.period


@dataclass(frozen=True)
class Window:
    """What one run covers: after the last one, up to this one."""

    after: dt.datetime
    until: dt.datetime


@dataclass(frozen=True)
class Job:
    """`order` adds to the queue what one run orders; it runs as the worker role, in the job's transaction."""

    name: str
    rhythm: Rhythm
    order: Callable[[Any, Window], None]


JOBS: dict[str, Job] = {}
TAKE = """
    INSERT INTO tasks_periodic (name, last_slot, runs) VALUES (%s, %s, 0) ON CONFLICT (name) DO NOTHING
"""
LOCKED = "SELECT last_slot FROM tasks_periodic WHERE name = %s FOR UPDATE SKIP LOCKED"
RAN = "UPDATE tasks_periodic SET last_slot = %s, ran_at = tasks_now(), runs = runs + 1 WHERE name = %s"
RESET = "UPDATE tasks_periodic SET last_slot = %s WHERE name = %s"
# A unit's minute of the day is drawn from its name. The window may be longer than a minute, and then is made up
# for in one run; longer than a day, and every unit has its one turn.
TURN_OF_TENANTS = """
    SELECT schema_name FROM tenants_tenant
     WHERE state = 'active'
       AND mod(mod(hashtext(schema_name)::bigint + 2147483648, %(minutes)s) - %(first)s + %(minutes)s, %(minutes)s) < %(length)s
"""


def register(job: Job) -> None:
    JOBS[job.name] = job


def periodic(rhythm: Rhythm) -> Callable[[Task], Task]:
    """Run a platform task in this rhythm."""

    def declare(task: Task) -> Task:
        register(Job(task.module_path, rhythm, lambda cursor, window: add(task, [PUBLIC])))
        return task

    return declare


def each_tenant_daily(task: Task) -> Task:
    """Run a task once a day in every active tenant, at a minute of the day that differs from tenant to tenant."""
    register(Job(task.module_path, Every(1), lambda cursor, window: add(task, _turn(cursor, window))))
    return task


def add(task: Task, owners: list[str]) -> None:
    """Order a task for each of these tenants, in a job's transaction."""
    if not owners:
        return
    rows = [row_of(task, schema_name=owner) for owner in owners]
    QueuedTask.objects.using(WORKER).bulk_create(rows)
    notify(rows[0].queue, using=WORKER)


def _turn(cursor: Any, window: Window) -> list[str]:
    """Schemas of the tenants whose minute lies in the window."""
    first = (window.after - EPOCH) // dt.timedelta(minutes=1) + 1
    length = (window.until - window.after) // dt.timedelta(minutes=1)
    values = {"minutes": MINUTES, "first": first % MINUTES, "length": min(length, MINUTES)}
    cursor.execute(TURN_OF_TENANTS, values)
    return [row[0] for row in cursor.fetchall()]


def tick() -> list[str]:
    """Run what is due now. Returns the names of the jobs that ran. Any number of processes may do it at once."""
    with connections[WORKER].cursor() as cursor:
        cursor.execute("SELECT tasks_now()")
        now = cursor.fetchone()[0]
        cursor.execute("SELECT name, last_slot FROM tasks_periodic")
        last = dict(cursor.fetchall())
    due = [job for job in JOBS.values() if job.rhythm.latest(now) != last.get(job.name)]
    return [job.name for job in due if _run_unless_broken(job, now)]


def _run_unless_broken(job: Job, now: dt.datetime) -> bool:
    """A job that fails is tried again at the next look, and keeps no other from running."""
    try:
        return _run(job, now)
    except (OperationalError, InterfaceError):
        raise  # the database is away, for all of them
    except Exception:
        log.exception("%s", job.name)
        return False


def _run(job: Job, now: dt.datetime) -> bool:
    slot = job.rhythm.latest(now)
    with transaction.atomic(using=WORKER), connections[WORKER].cursor() as cursor:
        cursor.execute(TAKE, [job.name, slot])  # one that is new begins with its next moment
        cursor.execute(LOCKED, [job.name])
        row = cursor.fetchone()
        if row is None or slot == row[0]:
            return False
        if slot < row[0]:
            if row[0] - slot > max(TURNED_BACK, 2 * job.rhythm.period):
                cursor.execute(RESET, [slot, job.name])
            return False
        job.order(cursor, Window(row[0], slot))
        cursor.execute(RAN, [slot, job.name])
    return True
