"""What the tests of a unit's life look at."""

from __future__ import annotations

import json

from cms.registry.sites import Address
from tenants.accounts.models import User
from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.signing_in import seat

ADDRESS = Address("test", 80)
BY = "张三"


def tenant(slug: str) -> Tenant:
    return Tenant.objects.get(slug=slug)


def units(ask, query: str = "") -> dict[str, dict]:
    items = json.loads(ask("central", f"/api/v1/units{query}").text)["items"]
    return {item["slug"]: item for item in items}


def audited(slug: str) -> list[tuple[str, str, str]]:
    with tenant_scope(Tenant.objects.get(is_central=True)):
        rows = AuditRecord.objects.filter(subject=slug).order_by("id")
        return [(row.kind, row.actor_name, row.detail["why"]) for row in rows]


def session_of(slug: str) -> str:
    """The cookie of somebody who is logged in on a site."""
    from django.test import Client

    client = Client(headers={"host": f"{slug}.test"})
    with tenant_scope(tenant(slug)):
        seat(client, User.objects.get())
    return f"gongkai_session={client.cookies['gongkai_session'].value}"
