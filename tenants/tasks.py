"""Background work that knows whose it is. Every `@task()`, Wagtail's own included, goes through here."""

from __future__ import annotations

from typing import Any

from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task

from tenants.context import TenantNotBound, current_or_none, current_schema, tenant_scope
from tenants.models import Tenant
from tenants.states import TenantState


class TenantTask(Task):
    """Writes the tenant into the payload when queued, and enters that tenant to run."""

    def enqueue(self, *args: Any, **kwargs: Any) -> Any:
        """Raises TenantNotBound when nothing is bound: no task is ever queued for nobody."""
        return super().enqueue(*args, **kwargs, _tenant=current_schema())

    def call(self, *args: Any, _tenant: str | None = None, **kwargs: Any) -> Any:
        if not _tenant:
            raise TenantNotBound(f"{self.module_path} came without a tenant and is refused")
        with tenant_scope(_tenant_named(_tenant)):
            return super().call(*args, **kwargs)


def _tenant_named(schema_name: str) -> Tenant:
    """The bound tenant when it is the one, which also lets the template be built; else one that is active."""
    bound = current_or_none()
    if bound is not None and bound.schema_name == schema_name:
        return bound
    return Tenant.objects.get(schema_name=schema_name, state=TenantState.ACTIVE)


class TenantImmediateBackend(ImmediateBackend):
    """Runs a task in the request that queued it, in the tenant it names."""

    task_class = TenantTask
