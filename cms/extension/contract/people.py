"""Browsers: a visitor's, and that of somebody who works on a site and is signed in there as the door does it."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from tenants.accounts.backends import account_of
from tenants.accounts.door import ROLES, SESSION
from tenants.context import tenant_scope
from tenants.identity import sessions
from tenants.identity.actions import join
from tenants.identity.models import Identity, Membership
from tenants.identity.roles import MemberRole
from tenants.models import Tenant


def visitor(slug: str) -> Client:
    """What goes wrong is an answer (500), as for a real visitor."""
    return Client(headers={"host": f"{slug}.test"}, raise_request_exception=False)


def somebody(slug: str, role: MemberRole) -> Client:
    """A browser of a person in a role of a site, made when it is first needed."""
    client, login = visitor(slug), f"contract-{slug}-{role.value.lower()}".replace("_", "-")
    with tenant_scope(Tenant.objects.get(slug=slug)):
        if not Identity.objects.filter(login=login).exists():
            join(login=login, name=f"测试{role.label}", role=role, password="something-long")  # noqa: S106 -- of a test
        identity = Identity.objects.get(login=login)
        user = account_of(identity)
        client.force_login(user)
        row = sessions.begin(
            identity=identity.uuid,
            browser="Firefox · Linux",
            method="password",
            second_factor_at=timezone.now(),
        )
        mine = Membership.objects.valid().filter(identity_id=identity.uuid)
        session = client.session
        session[SESSION] = str(row.pk)
        session[ROLES] = sorted(set(mine.values_list("role", flat=True)))
        session.save()
        # Whose it is, and what they may do: asked while the site is bound.
        client.user, client.rights = user, user.get_all_permissions()  # type: ignore[attr-defined]
    return client
