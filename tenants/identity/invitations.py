"""Links by which a person sets a password: for a new place, or because the old one is lost.

Single use, three days, kept as a digest, and known only to the site that made it (row-level security).
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.context import current
from tenants.identity.actions import find, join
from tenants.identity.centre import at_the_centre
from tenants.identity.models import Identity, Invitation, Membership, Purpose
from tenants.identity.roles import UNIT_ROLES, MemberRole
from tenants.identity.sealing import digest, new_token

LIFETIME = dt.timedelta(days=3)


@dataclass(frozen=True)
class Invited:
    """A place given, and the token of the link that goes with it; None for somebody who has a password already."""

    membership: Membership
    token: str | None


def invite(
    *,
    login: str,
    name: str,
    role: MemberRole,
    until: dt.date | None = None,
    by: uuid.UUID | None = None,
    beyond: bool = False,
) -> Invited:
    """Give a place in the bound tenant, and somebody new a link to set their password.

    Who has a password already uses it; who was invited elsewhere and never came gets a link here. Must not run
    inside a transaction. Raises ValidationError as `join` does. `beyond` as for `reset`.
    """
    known = find(login)
    membership = join(login=login, name=name, role=role, password=None, until=until)
    if known and has_credential(known):
        return Invited(membership, None)
    return Invited(membership, _link(membership.identity_id, Purpose.JOIN, by, beyond=beyond))


def reset(*, identity: uuid.UUID, by: uuid.UUID | None, beyond: bool = False) -> str:
    """The token of a link to set a new password. `by` is the identity of who asks.

    Whoever sets a person's password can act wherever that person acts. So a unit does it for those who act in it
    alone; for all others the office does (`beyond`). Must not run inside a transaction. Raises ValidationError.
    """
    if not Membership.objects.valid().filter(identity_id=identity).exists():
        raise ValidationError(_("这个人在本单位没有任职"))
    if not beyond:
        refuse_beyond(identity)
    purpose = Purpose.RESET if has_credential(identity) else Purpose.JOIN
    return _link(identity, purpose, by, beyond=beyond)


def refuse_beyond(identity: uuid.UUID) -> None:
    """Raises ValidationError for somebody who acts beyond the bound unit, or for the office or the platform."""
    here = current().schema_name
    with at_the_centre():
        places = list(
            Membership.objects.of_today().filter(identity_id=identity).values_list("schema_name", "role")
        )
    if any(schema != here or role not in UNIT_ROLES for schema, role in places):
        raise ValidationError(_("这个人还在别的单位、区委办或平台任职，他的登录凭据请由区委办办理"))


def has_credential(identity: uuid.UUID) -> bool:
    """Whether a person can sign in already. Must not run inside a transaction."""
    with at_the_centre():
        found = Identity.objects.get(pk=identity)
        return not found.password.startswith("!") or found.oidc_links.exists()


def _link(identity: uuid.UUID, purpose: Purpose, by: uuid.UUID | None, *, beyond: bool) -> str:
    token = new_token()
    with transaction.atomic():
        still_open().filter(identity_id=identity).update(revoked_at=timezone.now())
        Invitation.objects.create(
            identity_id=identity,
            purpose=purpose,
            digest=digest(token),
            beyond=beyond,
            made_by=by,
            expires_at=timezone.now() + LIFETIME,
        )
    return token


def still_open() -> QuerySet[Invitation]:
    """Links of the bound tenant that can still be used."""
    return Invitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


def revoke(identity: uuid.UUID) -> int:
    """Make the open links of a person worthless. Returns how many there were."""
    return still_open().filter(identity_id=identity).update(revoked_at=timezone.now())


def look_up(token: str) -> Invitation | None:
    """The link of the bound tenant that a token opens, if it still does. Uses nothing up. Not in a transaction.

    What may have changed since it was made is asked again: a place here; for a new person's link, no password by
    now; for a unit's link, nobody who acts beyond the unit by now.
    """
    found = still_open().select_related("identity").filter(digest=digest(token)).first()
    if found is None or not Membership.objects.valid().filter(identity_id=found.identity_id).exists():
        return None
    if found.purpose == Purpose.JOIN and has_credential(found.identity_id):
        return None
    if not found.beyond:
        try:
            refuse_beyond(found.identity_id)
        except ValidationError:
            return None
    return found


def use(invitation: uuid.UUID) -> bool:
    """Use it up. Of two at the same time one gets True."""
    return bool(still_open().filter(pk=invitation).update(used_at=timezone.now()))
