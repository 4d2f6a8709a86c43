"""A browser that is signed in, as the door signs people in, second factor included; and how long pages take it."""

from __future__ import annotations

import time

from django.test import Client
from django.utils import timezone

from cms.bench.queries import PageFailed, asked
from tenants.accounts.backends import account_of
from tenants.accounts.door import ROLES, SESSION
from tenants.context import tenant_scope
from tenants.identity import sessions
from tenants.identity.actions import join
from tenants.identity.models import Identity
from tenants.identity.roles import MemberRole
from tenants.models import Tenant

EYES = ("default", "central", "guide")
PASSWORD = "bench-visitor"  # noqa: S105 -- of a person in a database that is dropped at the end


def sign_in(tenant: Tenant, role: MemberRole, host: str) -> Client:
    """Somebody in a role, at a site. `join` is the way people come in; the door's record is made as it makes it."""
    client = Client(headers={"host": host})
    with tenant_scope(tenant):
        login = f"bench-{role.value.lower().replace('_', '-')}"
        join(login=login, name="测速人员", role=role, password=PASSWORD)
        identity = Identity.objects.get(login=login)
        client.force_login(account_of(identity))
        row = sessions.begin(
            identity=identity.uuid, browser="bench", method="password", second_factor_at=timezone.now()
        )
        session = client.session
        session[SESSION], session[ROLES] = str(row.pk), [role.value]
        session.save()
    return client


def visit(client: Client, path: str) -> float:
    """Milliseconds of one GET. Raises PageFailed. Over HTTPS, for settings that answer plain HTTP with a redirect."""
    began = time.perf_counter()
    response = client.get(path, secure=True)
    took = (time.perf_counter() - began) * 1000
    response.close()
    if response.status_code != 200:
        raise PageFailed(f"{path} 答复 {response.status_code}，不能测速")
    return took


def questions_of(client: Client, path: str) -> int:
    """How often a page asks PostgreSQL, whoever's eyes it looks through; what is asked once in a process left out."""
    visit(client, path)
    return len(asked(lambda: visit(client, path), aliases=EYES))
