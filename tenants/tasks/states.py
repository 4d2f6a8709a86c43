"""The states of a task, and which may follow which."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django_tasks.base import TaskResultStatus


class TaskState(TextChoices):
    READY = "ready", _("等待执行")
    DEFERRED = "deferred", _("等待时间到")
    RUNNING = "running", _("正在执行")
    DONE = "done", _("已完成")
    DEAD = "dead", _("未能完成")


# From → to, and who makes the step.
TRANSITIONS = {
    TaskState.DEFERRED: {TaskState.READY},  # its time has come: any worker
    TaskState.READY: {TaskState.RUNNING},  # claimed by a worker, under a lease
    TaskState.RUNNING: {
        TaskState.DONE,  # in the transaction of its effect, or after it
        TaskState.READY,  # handed back by a worker that stops
        TaskState.DEFERRED,  # failed, or its worker died, and may be tried again
        TaskState.DEAD,  # failed, and may not
    },
    TaskState.DEAD: {TaskState.READY},  # a person had it tried again
    TaskState.DONE: set[TaskState](),
}

# What callers of the django_tasks interface are told.
STATUS = {
    TaskState.READY: TaskResultStatus.READY,
    TaskState.DEFERRED: TaskResultStatus.READY,
    TaskState.RUNNING: TaskResultStatus.RUNNING,
    TaskState.DONE: TaskResultStatus.SUCCESSFUL,
    TaskState.DEAD: TaskResultStatus.FAILED,
}
