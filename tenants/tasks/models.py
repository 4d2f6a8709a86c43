"""The tables behind background work. All times are the database's (`tasks_now()`), never a machine's."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.ledger import Access
from tenants.tasks.clock import DatabaseNow
from tenants.tasks.states import TaskState


class QueuedTask(models.Model):
    """One task of one tenant (`public`: of the platform), added in the transaction that calls for it."""

    ledger_access = Access.QUEUE
    unseen = "work that waits or is done; what it changes is elsewhere"

    schema_name = models.CharField(max_length=63, editable=False)
    path = models.CharField(_("任务"), max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    queue = models.CharField(_("队列"), max_length=32)
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(_("状态"), max_length=10, choices=TaskState, default=TaskState.READY)
    tries = models.PositiveSmallIntegerField(default=1)
    """How often it may be tried, counted again from 0 when a person has it tried again."""
    tried = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField(null=True)
    enqueued_at = models.DateTimeField(_("提交时间"), db_default=DatabaseNow())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True)
    worker = models.UUIDField(null=True)
    lease = models.UUIDField(null=True)
    """New at each claim: who holds an older one can no longer finish the task."""
    leased_until = models.DateTimeField(null=True)
    error = models.CharField(_("原因"), max_length=300, blank=True, default="")
    traceback = models.TextField(blank=True, default="")
    returned = models.JSONField(null=True)

    class Meta:
        verbose_name = _("后台任务")
        indexes = [
            models.Index(
                fields=["queue", "schema_name", "-priority", "id"],
                condition=Q(state="ready"),
                name="tasks_ready",
            ),
            models.Index(fields=["run_after"], condition=Q(state="deferred"), name="tasks_deferred"),
            models.Index(
                fields=["schema_name", "leased_until"], condition=Q(state="running"), name="tasks_running"
            ),
            models.Index(
                fields=["schema_name", "-finished_at"], condition=Q(state="dead"), name="tasks_dead"
            ),
            models.Index(fields=["finished_at"], condition=Q(state="done"), name="tasks_done"),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.pk}"


class Worker(models.Model):
    """A worker process that lives, as far as its last sign tells."""

    ledger_access = Access.WORKERS
    unseen = "work that waits or is done; what it changes is elsewhere"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    host = models.CharField(max_length=100)
    pid = models.IntegerField()
    queues = models.JSONField(default=list)
    concurrency = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(db_default=DatabaseNow())
    beat_at = models.DateTimeField(db_default=DatabaseNow())
    running = models.PositiveSmallIntegerField(default=0)
    finished = models.PositiveIntegerField(default=0)
    stopping = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("工作进程")

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class Periodic(models.Model):
    """When a periodic job last ran. Its row is the lock that lets one scheduler at a time run it."""

    ledger_access = Access.WORKERS
    unseen = "work that waits or is done; what it changes is elsewhere"

    name = models.CharField(primary_key=True, max_length=200)
    last_slot = models.DateTimeField()
    """The moment that the last run was due for."""
    ran_at = models.DateTimeField(null=True)
    runs = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("定期任务")

    def __str__(self) -> str:
        return self.name


class DueIndex(models.Model):
    """What falls due in some tenant and when: one row for an object and a kind, kept when nothing is due."""

    ledger_access = Access.QUEUE
    unseen = "work that waits or is done; what it changes is elsewhere"

    schema_name = models.CharField(max_length=63, editable=False)
    kind = models.CharField(max_length=20)
    """Which task handles it (tenants.tasks.due)."""
    object = models.CharField(max_length=100)
    """What it is about, in words of the room that scheduled it: `page:12`."""
    due_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("到期事项")
        constraints = [
            models.UniqueConstraint(fields=["schema_name", "object", "kind"], name="tasks_due_once"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="tasks_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object}"
