"""After the calendar changed: every unit's obligations are brought to it, each in a task of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_tasks import task

from cms.obligations.projection import recompute
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.states import TenantState
from tenants.tasks.models import QueuedTask
from tenants.tasks.states import TaskState


@task(idempotent=True, label=_("工作日历变了，安排各单位重算"))
def follow_calendar(stamp: str) -> int:
    """Order a recomputation in every unit in service. Ordered at the centre; `stamp` names the change.

    Tried again it orders what is missing: a unit that has its task keeps it.
    """
    path = recompute_for_calendar.module_path
    ordered = set(
        QueuedTask.objects.using("central")
        .filter(path=path, args=[stamp])
        .values_list("schema_name", flat=True)
    )
    missing = Tenant.objects.filter(state=TenantState.ACTIVE).exclude(schema_name__in=ordered)
    for tenant in missing:
        with tenant_scope(tenant):
            recompute_for_calendar.enqueue(stamp)
    return len(missing)


@task(transactional=True, label=_("按新的工作日历重算应公开义务"))
def recompute_for_calendar(stamp: str) -> dict[str, int]:
    """In one unit. Which year changed does not matter: what stays the same is not written."""
    changes = recompute()
    return {"added": changes.added, "changed": changes.changed, "voided": changes.voided}


@dataclass(frozen=True)
class Following:
    """How far the units are with a change."""

    ordered: bool
    """False while the first task waits for a worker."""
    units: int = 0
    done: int = 0
    failed: int = 0
    moved: int = 0
    """Obligations that it gave another date, or made or took away."""

    @property
    def is_over(self) -> bool:
        return self.ordered and self.done + self.failed >= self.units


def following(stamp: str) -> Following:
    """Two queries, through the central reader. Finished tasks are forgotten after some days."""
    tasks = QueuedTask.objects.using("central").filter(args=[stamp])
    first = tasks.filter(path=follow_calendar.module_path).values_list("state", flat=True).first()
    rows = tasks.filter(path=recompute_for_calendar.module_path).values_list("state", "returned")
    counts = {"done": 0, "failed": int(first == TaskState.DEAD), "moved": 0}
    for state, returned in rows:
        counts["done"] += state == TaskState.DONE
        counts["failed"] += state == TaskState.DEAD
        counts["moved"] += sum((returned or {}).values())
    return Following(ordered=first in (None, TaskState.DONE, TaskState.DEAD), units=len(rows), **counts)
