"""What falls due: written down by the transaction that schedules it, ordered as a task when its moment comes.

No loop over tenants: one index holds the moments of all of them. Rows are locked while they are turned into tasks,
and change in the transaction that adds the task, so with any number of schedulers each is ordered once.
"""

from __future__ import annotations

import datetime as dt

from django.db import connections, transaction
from django_tasks.base import Task

from tenants.context import current_schema
from tenants.tasks.claiming import WORKER
from tenants.tasks.models import DueIndex, QueuedTask
from tenants.tasks.results import row_of
from tenants.tasks.waking import notify

BATCH = 500
HANDLERS: dict[str, Task] = {}
"""Kind → the task that handles it. Called with the object and the moment it was due, as ISO text."""
TAKE = """
    SELECT id, schema_name, kind, object, due_at FROM tasks_dueindex
     WHERE due_at <= tasks_now() AND kind = ANY(%s) ORDER BY due_at LIMIT %s {lock}
"""
LOCKED, UNLOCKED = TAKE.format(lock="FOR UPDATE SKIP LOCKED"), TAKE.format(lock="")


def handles(kind: str, task: Task) -> Task:
    """Name the task of a kind. Once for each kind, when the room that brings it is loaded."""
    HANDLERS[kind] = task
    return task


def schedule(kind: str, what: str, at: dt.datetime | None) -> None:
    """From now on `what` falls due at `at`, or not at all (None), in the bound tenant. In the open transaction."""
    rows = DueIndex.objects.filter(schema_name=current_schema(), object=what, kind=kind)
    if at is None:
        rows.exclude(due_at=None).update(due_at=None)
        return
    DueIndex.objects.bulk_create(
        [DueIndex(schema_name=current_schema(), object=what, kind=kind, due_at=at)],
        update_conflicts=True,
        unique_fields=["schema_name", "object", "kind"],
        update_fields=["due_at"],
    )


def dispatch(*, statement: str = LOCKED) -> int:
    """Order what is due now, of all tenants. Returns how many.

    Of a tenant that is archived it is ordered too: the task waits with the others until the tenant is back.
    """
    with transaction.atomic(using=WORKER):
        with connections[WORKER].cursor() as cursor:
            cursor.execute(statement, [list(HANDLERS), BATCH])
            found = cursor.fetchall()
        if not found:
            return 0
        tasks = [
            row_of(HANDLERS[kind], schema_name=schema, args=[what, at.isoformat()])
            for _id, schema, kind, what, at in found
        ]
        QueuedTask.objects.using(WORKER).bulk_create(tasks)
        DueIndex.objects.using(WORKER).filter(pk__in=[row[0] for row in found]).update(due_at=None)
        for queue in {task.queue for task in tasks}:
            notify(queue, using=WORKER)
    return len(found)
