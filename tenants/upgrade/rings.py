"""The order in which tenants are upgraded: canaries before the rest."""

from __future__ import annotations

from tenants.context import rebind
from tenants.models import Tenant
from tenants.roles import owner_rights
from tenants.upgrade.upgrading import NoSuchTenant


def place(slug: str, ring: int) -> None:
    """Put a tenant into a ring: 0 and 1 go first, 2 is the rest. Raises NoSuchTenant."""
    with owner_rights():
        rebind(None)
        if not Tenant.objects.filter(slug=slug).update(ring=ring):
            raise NoSuchTenant(f"没有站点 {slug}；请用 --only 写明站点标识")
