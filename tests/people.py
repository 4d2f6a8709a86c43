"""Browsers of people in a role: somebody who joined a unit the way people do, and is logged in there."""

from __future__ import annotations

import datetime as dt
import json
import re
from copy import deepcopy

from django.test import Client

from tenants.accounts.backends import account_of
from tenants.context import tenant_scope
from tenants.identity.actions import join
from tenants.identity.models import Identity
from tenants.identity.roles import MemberRole
from tenants.models import Tenant
from tests.signing_in import seat

SIDEBAR = re.compile(r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', re.S)


def browser(slug: str, role: MemberRole | None) -> Client:
    """A browser on a unit's host. `role` None is a stranger."""
    client = Client(headers={"host": f"{slug}.test"})
    if role is None:
        return client
    until = dt.date.today() + dt.timedelta(days=3) if role == MemberRole.PLATFORM_OPS else None
    with tenant_scope(Tenant.objects.get(slug=slug)):
        login = f"{slug}-{role.value.lower()}"
        join(login=login, name=f"人员{role.label}", role=role, password="something", until=until)
        seat(client, account_of(Identity.objects.get(login=login)))
    return client


def again(client: Client) -> Client:
    """A browser with the cookies that another has now, so that a test keeps its own to itself."""
    another = Client(**client.defaults)
    another.cookies = deepcopy(client.cookies)
    return another


def menu_of(page: str) -> list[dict]:
    """Items of the sidebar of an admin page, those of submenus among them: {name, label, url}."""
    return list(_items(json.loads(SIDEBAR.search(page)[1])))


def _items(part):
    if isinstance(part, list):
        for one in part:
            yield from _items(one)
    elif isinstance(part, dict):
        if str(part.get("_type", "")).endswith(("LinkMenuItem", "PageExplorerMenuItem")):
            yield {key: part["_args"][0][key] for key in ("name", "label", "url")}
        for value in part.values():
            yield from _items(value)
