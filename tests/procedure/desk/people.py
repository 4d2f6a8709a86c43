"""Browsers of several people in the same role, and what a screen's one form would post."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from cms.procedure.models import Plan
from tenants.accounts.backends import account_of
from tenants.accounts.models import User
from tenants.context import tenant_scope
from tenants.identity.actions import join
from tenants.identity.mailing import set_address
from tenants.identity.models import Identity, MailRhythm
from tenants.identity.roles import MemberRole
from tenants.models import Tenant
from tests.signing_in import seat

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def somebody(login: str, role: MemberRole, *, slug: str = "ta") -> tuple[Client, User]:
    """A person who joined a unit, wants mail there, and is signed in on its host."""
    client = Client(headers={"host": f"{slug}.test"})
    with tenant_scope(Tenant.objects.get(slug=slug)):
        join(login=login, name=f"名{login}", role=role, password="something")
        who = Identity.objects.get(login=login)
        set_address(identity=who.pk, email=f"{login}@example.gov.cn", rhythm=MailRhythm.DAILY)
        user = account_of(who)
        seat(client, user)
    return client, user


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", answer.content.decode()).split())


def address_of(plan: Plan) -> str:
    return f"/admin/procedure/plan/{plan.pk}/"


def hidden(client: Client, address: str) -> dict[str, str]:
    """What the page carries along, as a person who opened it has it."""
    return dict(HIDDEN.findall(client.get(address).content.decode()))


def decide(client: Client, plan: Plan, verb: str, **typed: str) -> Any:
    """Open the page of a plan and press a button of it."""
    address = address_of(plan)
    return client.post(address, hidden(client, address) | {"verb": verb} | typed, follow=True)
