"""What a person does to a task: have one that could not be done tried again."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind
from tenants.tasks.known import label_of
from tenants.tasks.models import QueuedTask
from tenants.tasks.states import TaskState
from tenants.tasks.waking import notify


def retry(*, task: int, by: uuid.UUID | None, by_name: str = "") -> QueuedTask:
    """Put a dead letter of the bound tenant back into its queue, with all its tries. Audited.

    Raises ValidationError for one that is not there, or not dead (any more).
    """
    with transaction.atomic():
        row = QueuedTask.objects.select_for_update().filter(pk=task, state=TaskState.DEAD).first()
        if row is None:
            raise ValidationError(_("这项任务已经重做，或者已经清理"))
        detail = {"task": row.path, "id": row.pk, "error": row.error}
        row.state, row.tried, row.error, row.traceback = TaskState.READY, 0, "", ""
        row.finished_at = None
        row.save(update_fields=["state", "tried", "error", "traceback", "finished_at"])
        record(
            kind=AuditKind.TASK_RETRIED,
            subject=str(label_of(row.path)),
            actor=by,
            actor_name=by_name,
            detail=detail,
        )
        notify(row.queue)
    return row
