"""People of the office and of a unit, before the door."""

from __future__ import annotations

import contextlib

import pytest
from django.test import Client

from tenants.context import tenant_scope
from tenants.identity.actions import join
from tenants.identity.models import Identity
from tenants.identity.roles import MemberRole as Role
from tenants.models import Tenant
from tests.signing_in import enrolled

WORD = "correct horse battery staple"


@contextlib.contextmanager
def at(slug: str):
    with tenant_scope(Tenant.objects.get(slug=slug)) as tenant:
        yield tenant


def person(slug: str, login: str, role: Role, password: str | None = WORD) -> Identity:
    """Somebody with a place on a site."""
    with at(slug):
        join(login=login, name=f"某{login}", role=role, password=password)
        return Identity.objects.get(login=login)


def sign_in(client: Client, login: str, password: str = WORD, **more):
    return client.post("/admin/login/", {"username": login, "password": password} | more)


def is_in(client: Client) -> bool:
    """Whether a browser can open the admin, and is let into nothing else that asks who it is."""
    inside = client.get("/admin/").status_code == 200
    assert (client.get("/admin/api/main/pages/").status_code == 200) in (inside, False)
    assert (client.get("/admin/security/").status_code == 200) is inside
    return inside


@pytest.fixture
def leader(db) -> str:
    """The head of the office: must have a second factor, and has none yet."""
    return person("central", "leader", Role.OFFICE_LEADER).login


@pytest.fixture
def phone(leader) -> str:
    """The secret in the telephone of the head of the office, who is enrolled."""
    with at("central"):
        return enrolled(leader)
