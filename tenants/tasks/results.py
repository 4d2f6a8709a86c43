"""Between a row of the queue and what django_tasks calls a task and its result."""

from __future__ import annotations

from typing import Any

from django_tasks.base import Task, TaskError, TaskResult
from django_tasks.utils import normalize_json

from tenants.tasks.known import traits_of
from tenants.tasks.models import QueuedTask
from tenants.tasks.states import STATUS, TaskState


def row_of(task: Task, *, schema_name: str, args: Any = (), kwargs: Any = None) -> QueuedTask:
    """A task as an unsaved row of the queue. Raises TypeError for a payload that is not plain values."""
    traits = traits_of(task)
    return QueuedTask(
        schema_name=schema_name,
        path=task.module_path,
        args=normalize_json(list(args)),
        kwargs=normalize_json(dict(kwargs or {})),
        queue=traits.queue,
        priority=task.priority,
        tries=traits.tries if traits.may_be_tried_again else 1,
        # Whether its time has come is for the database's clock to say.
        state=TaskState.DEFERRED if task.run_after else TaskState.READY,
        run_after=task.run_after,
    )


def result_of(row: QueuedTask, task: Task, backend: str) -> TaskResult:
    """What callers of django_tasks see of a row."""
    errors = []
    if row.error:
        errors = [
            TaskError(exception_class_path="builtins.RuntimeError", traceback=row.traceback or row.error)
        ]
    result: TaskResult = TaskResult(
        task=task,
        id=str(row.pk),
        status=STATUS[TaskState(row.state)],
        enqueued_at=row.enqueued_at,
        started_at=row.started_at,
        last_attempted_at=row.started_at,
        finished_at=row.finished_at,
        args=row.args,
        kwargs=row.kwargs,
        backend=backend,
        errors=errors,
        worker_ids=[str(row.worker)] * row.tried,
    )
    object.__setattr__(result, "_return_value", row.returned)
    return result
