"""Where people are signed in: begun by the door, asked about at every request, ended by them, by us, or by time."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models.functions import Now
from django.utils import timezone

from tenants.context import tenant_scope
from tenants.identity.models import Identity, LoginSession
from tenants.identity.passwords import profile
from tenants.models import Tenant

LONGEST = dt.timedelta(days=14)
GRAIN = dt.timedelta(minutes=1)
"""How exactly it is known when somebody was last here. No finer: it is not about watching people work."""


def begin(
    *, identity: uuid.UUID, browser: str, method: str, second_factor_at: dt.datetime | None
) -> LoginSession:
    """A browser that has just come in on the bound site."""
    return LoginSession.objects.create(
        identity_id=identity, browser=browser, method=method, second_factor_at=second_factor_at
    )


@dataclass(frozen=True)
class Standing:
    """What a session is worth now."""

    second_factor_at: dt.datetime | None


def standing(*, session: uuid.UUID, identity: uuid.UUID, since: dt.datetime | None) -> Standing | None:
    """The session, if it goes on: of this person, on this site, not ended, neither idle nor old. One query.

    `since` is from when on sessions of the person count (Identity.sessions_from). Once a minute a second query
    notes that they are here.
    """
    now = timezone.now()
    row = LoginSession.objects.filter(pk=session, identity_id=identity, ended_at=None).first()
    if row is None or (since is not None and row.started_at < since):
        return None
    if now - row.seen_at > profile().idle or now - row.started_at > LONGEST:
        return None
    if now - row.seen_at >= GRAIN:
        LoginSession.objects.filter(pk=row.pk).update(seen_at=now)
    return Standing(row.second_factor_at)


def open_sessions(identity: uuid.UUID) -> list[LoginSession]:
    """Those that go on, on the bound site; on all sites when the centre is bound. Newest first."""
    since = Identity.objects.filter(pk=identity).values_list("sessions_from", flat=True).first()
    now = timezone.now()
    rows = LoginSession.objects.filter(
        identity_id=identity,
        ended_at=None,
        seen_at__gte=now - profile().idle,
        started_at__gte=max(since or now - LONGEST, now - LONGEST),
    )
    return list(rows.order_by("-seen_at", "-pk")[:100])


def end(*, session: uuid.UUID, identity: uuid.UUID) -> bool:
    """End one on the bound site. Whether there was one."""
    rows = LoginSession.objects.filter(pk=session, identity_id=identity, ended_at=None)
    return bool(rows.update(ended_at=timezone.now()))


def end_on(*, schema: str, session: uuid.UUID, identity: uuid.UUID) -> bool:
    """End one of a person's own on whatever site it is. Must not run inside a transaction."""
    tenant = Tenant.objects.filter(schema_name=schema).first()
    if tenant is None:
        return False
    with tenant_scope(tenant):
        return end(session=session, identity=identity)


def end_here(identity: uuid.UUID) -> int:
    """End all of a person's on the bound site. Returns how many there were."""
    return LoginSession.objects.filter(identity_id=identity, ended_at=None).update(ended_at=timezone.now())


def end_everywhere(identity: uuid.UUID) -> None:
    """End all of a person's on all sites at once. Only with the centre bound."""
    Identity.objects.filter(pk=identity).update(sessions_from=Now())


def has_passed(*, session: uuid.UUID, identity: uuid.UUID) -> None:
    """The person has just shown a second factor in this session of the bound site."""
    LoginSession.objects.filter(pk=session, identity_id=identity).update(second_factor_at=timezone.now())
