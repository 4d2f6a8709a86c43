"""The two task backends: the queue in the ledger, and the one that runs a task where it is ordered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django_tasks.backends.base import BaseTaskBackend
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task, TaskResult
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.signals import task_enqueued

from tenants.tasks.models import QueuedTask
from tenants.tasks.results import result_of, row_of
from tenants.tasks.task import PUBLIC, TenantTask, task_at
from tenants.tasks.waking import notify

_inline: ContextVar[bool] = ContextVar("tasks_inline", default=False)


@contextmanager
def inline() -> Iterator[None]:
    """Run what is ordered inside the block at once: while a template or a demonstration is made, nobody waits."""
    token = _inline.set(True)
    try:
        yield
    finally:
        _inline.reset(token)


class TenantImmediateBackend(ImmediateBackend):
    """Runs a task in the request that ordered it, in the tenant it names."""

    task_class = TenantTask
    supports_defer = True  # a moment that lies ahead is not waited for: there is nobody to wait

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> TaskResult:
        """Raises TenantNotBound when nothing is bound: no task is ever ordered for nobody."""
        owner = task.owner()
        return super().enqueue(task, args, kwargs if owner == PUBLIC else {**kwargs, "_tenant": owner})


class QueueBackend(BaseTaskBackend):
    """Adds a row to the ledger in the transaction that is open: it is undone with it, and seen when it commits."""

    task_class = TenantTask
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self.at_once = TenantImmediateBackend(alias, params)

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> TaskResult:
        """Raises TenantNotBound when nothing is bound."""
        self.validate_task(task)
        if _inline.get():
            return self.at_once.enqueue(task, args, kwargs)
        row = row_of(task, schema_name=task.owner(), args=args, kwargs=kwargs)
        row.save(force_insert=True)
        notify(row.queue)
        result = result_of(row, task, self.alias)
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> TaskResult:
        """A task of the bound tenant. Raises TaskResultDoesNotExist for one of another, or one cleared away."""
        row = QueuedTask.objects.filter(pk=int(result_id)).first() if result_id.isdecimal() else None
        if row is None:
            raise TaskResultDoesNotExist(result_id)
        task: Task = task_at(row.path)
        return result_of(row, task, self.alias)
