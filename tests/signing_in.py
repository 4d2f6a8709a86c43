"""Browsers that are signed in, as the door signs them in: with the ledger's record, second factor included or not."""

from __future__ import annotations

import time

import pyotp
from django.test import Client
from django.utils import timezone

from tenants.accounts.door import ROLES, SESSION
from tenants.accounts.models import User
from tenants.identity import factors, sessions
from tenants.identity.centre import at_the_centre
from tenants.identity.models import Identity, Membership


def seat(client: Client, user: User, *, second_factor: bool = True) -> Client:
    """Sign a browser in on the bound site without walking through the door. `force_login` alone opens nothing."""
    client.force_login(user)
    row = sessions.begin(
        identity=user.identity_uuid,
        browser="Firefox · Linux",
        method="password",
        second_factor_at=timezone.now() if second_factor else None,
    )
    rows = Membership.objects.valid().filter(identity_id=user.identity_uuid)
    session = client.session
    session[SESSION] = str(row.pk)
    session[ROLES] = sorted(set(rows.values_list("role", flat=True)))
    session.save()
    return client


def enrolled(login: str) -> str:
    """Give a person of the bound site a telephone, and return its secret. Its code of now was not used yet."""
    identity, secret = Identity.objects.get(login=login), factors.new_secret()
    with at_the_centre():
        factors.add_totp(identity.uuid, secret=secret, code=pyotp.TOTP(secret).at(time.time() - factors.STEP))
    return secret


def code_of(secret: str) -> str:
    """What the telephone shows now."""
    return pyotp.TOTP(secret).now()
