"""The index of a unit's own schema made anew: after an upgrade from a release that could not find Chinese."""

from __future__ import annotations

from django.core.management import call_command
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.states import TenantState


@task(queue_name="index", transactional=True, label=_("重建后台搜索索引"))
def rebuild_workshop() -> None:
    """Of the bound tenant: everything that is searched in its admin, and nothing that is no longer there."""
    call_command("update_index", verbosity=0)


def order_all() -> int:
    """Have every site that is at work rebuild its own, one after the other by the worker. Returns how many."""
    tenants = list(Tenant.objects.filter(state=TenantState.ACTIVE).order_by("slug"))
    for tenant in tenants:
        with tenant_scope(tenant):
            rebuild_workshop.enqueue()
    return len(tenants)
