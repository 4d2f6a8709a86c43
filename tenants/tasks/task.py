"""What a task is here: the django_tasks class, with what the queue must know of it.

    @task(queue_name="publish", transactional=True)
    def publish_due(model, pk, until): ...

A payload holds ids and plain values, never content and never a model instance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string
from django_tasks.base import Task

from tenants.context import TenantNotBound, current_or_none, current_schema, tenant_scope
from tenants.models import Tenant
from tenants.states import TenantState

PUBLIC = "public"
"""Owner of platform tasks: the schema that is bound when no tenant is."""
TRIES = 10


class UnknownTask(LookupError):
    """The code of this release has no such task."""


class NotForATenant(RuntimeError):
    """A task of the platform was ordered while a tenant was bound, or one of a tenant for the platform."""


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What the queue must know of a task that is not ours to declare (tenants/tasks/known.py)."""

    label: Any = ""
    """What people read, in plain Chinese."""
    queue: str = ""
    idempotent: bool = False
    transactional: bool = False
    tries: int = TRIES
    gone_is_done: bool = False
    """The object it was for no longer exists: nothing is left to do."""

    alone: bool = False
    """One of its queue at a time in a tenant. For transactional ones."""

    @property
    def may_be_tried_again(self) -> bool:
        return self.idempotent or self.transactional


@dataclass(frozen=True, kw_only=True)
class TenantTask(Task):
    """Carries the tenant that was bound when it was ordered, and runs as that one."""

    transactional: bool = False
    """All its effect is in the database: it runs in one transaction, which also marks it as done."""
    idempotent: bool = False
    """It may run twice with the effect of once. Neither: a worker that dies in it leaves it to a person."""
    tries: int = TRIES
    """How often it is tried when it fails and may be tried again."""
    label: Any = ""
    """What people read where the task could not be done."""
    platform: bool = False
    """Belongs to no tenant, and runs with none bound."""

    def owner(self) -> str:
        """Schema that a task ordered now belongs to. Raises TenantNotBound, NotForATenant."""
        bound = current_or_none()
        if self.platform:
            if bound is not None:
                raise NotForATenant(f"{self.module_path} is a task of the platform; {bound} is bound")
            return PUBLIC
        return current_schema()

    def call(self, *args: Any, _tenant: str | None = None, **kwargs: Any) -> Any:
        """Run it now, as the tenant it names. Raises TenantNotBound when it names none."""
        if self.platform:
            return super().call(*args, **kwargs)
        if not _tenant:
            raise TenantNotBound(f"{self.module_path} came without a tenant and is refused")
        with tenant_scope(_tenant_named(_tenant)):
            return super().call(*args, **kwargs)


def task_at(path: str) -> Task:
    """The task of a dotted path. Raises UnknownTask."""
    try:
        found = import_string(path)
    except (ImportError, ValueError) as error:
        raise UnknownTask(path) from error
    if not isinstance(found, Task):
        raise UnknownTask(path)
    return found


def _tenant_named(schema_name: str) -> Tenant:
    """The bound tenant when it is the one, which also lets the template be built; else one that is active."""
    bound = current_or_none()
    if bound is not None and bound.schema_name == schema_name:
        return bound
    return Tenant.objects.get(schema_name=schema_name, state=TenantState.ACTIVE)
