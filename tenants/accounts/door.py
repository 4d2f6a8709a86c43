"""The door: the only code that signs anybody in, and only when nothing is missing any more.

Whatever way somebody comes (paths.py lists them), they are let into the porch first: an anonymous session that
remembers who they have shown to be. It opens nothing but the pages that ask for what is missing. The last step writes
the ledger's record of the session, without which a session cookie is worth nothing (middleware.py).
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.signals import user_logged_out
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from tenants.accounts.backends import account_of, roles_of
from tenants.accounts.origin import browser_family, remember_device
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind
from tenants.context import current
from tenants.identity import factors, sessions
from tenants.identity.centre import at_the_centre
from tenants.identity.handoff import places_beyond
from tenants.identity.models import Identity
from tenants.identity.passwords import is_due

PORCH = "door"
SESSION = "door_session"
ROLES = "door_roles"
ELSEWHERE = "door_elsewhere"
BACKEND = "tenants.accounts.backends.IdentityBackend"
PATIENCE = 600
"""Seconds that somebody may stand in the porch."""
REMEMBERED = int(sessions.LONGEST.total_seconds())


@dataclass(frozen=True)
class Guest:
    """Somebody in the porch: whom they have shown to be, how they came, and what is still to come."""

    identity: str
    tenant: str
    method: str
    since: float
    next: str = ""
    remember: bool = False
    second_factor_at: str = ""
    """When they passed it, ISO; empty while they have not."""
    typed_password: bool = False
    secret: str = ""
    challenge: str = ""

    @property
    def uuid(self) -> uuid.UUID:
        return uuid.UUID(self.identity)


def admit(
    request: HttpRequest,
    identity: Identity,
    *,
    method: str,
    second_factor_at: dt.datetime | None = None,
    next_page: str = "",
    remember: bool = False,
) -> HttpResponse:
    """Take somebody who has shown to be `identity` into the porch, and send them to what is missing.

    Whatever the browser's session held before is gone. Must not run inside a transaction.
    """
    request.session.flush()
    guest = Guest(
        identity=str(identity.uuid),
        tenant=str(current().uuid),
        method=method,
        since=time.time(),
        next=_at_home(request, next_page),
        remember=remember,
        second_factor_at=second_factor_at.isoformat() if second_factor_at else "",
        # Whoever comes by the provider or from another site is not asked for another password, whatever its age.
        typed_password=method == "password",
    )
    return proceed(request, keep(request, guest))


def _at_home(request: HttpRequest, page: str) -> str:
    """A page to go to afterwards, unless it lies on another host."""
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if safe else ""


def keep(request: HttpRequest, guest: Guest) -> Guest:
    request.session[PORCH] = asdict(guest)
    return guest


def guest_of(request: HttpRequest) -> Guest | None:
    """Who stands in the porch of this site, unless they have stood there too long."""
    kept = request.session.get(PORCH)
    if not kept or kept["tenant"] != str(current().uuid) or time.time() - kept["since"] > PATIENCE:
        return None
    return Guest(**kept)


def _person(guest: Guest) -> tuple[Identity | None, list[str]]:
    identity = Identity.objects.filter(pk=guest.uuid, is_active=True).first()
    return identity, roles_of(identity) if identity else []


def missing_of(guest: Guest) -> str | None:
    """The name of the page that asks for what is missing; None when nothing is, or the person has no place here."""
    identity, roles = _person(guest)
    return _missing(identity, guest, roles) if identity and roles else None


def proceed(request: HttpRequest, guest: Guest) -> HttpResponse:
    """To what is missing next, or in."""
    identity, roles = _person(guest)
    if identity is None or not roles:
        request.session.flush()
        return redirect("wagtailadmin_login")
    missing = _missing(identity, guest, roles)
    return redirect(missing) if missing else _enter(request, guest, identity, roles)


def _missing(identity: Identity, guest: Guest, roles: list[str]) -> str | None:
    if not guest.second_factor_at:
        with at_the_centre():
            enrolled = factors.has_any(guest.uuid)
        if enrolled:
            return "door:factor"
        if factors.is_required(roles):
            return "door:enrol"
    if guest.typed_password and is_due(identity):
        return "door:password"
    return None


def passed(request: HttpRequest, guest: Guest) -> Guest:
    """They have passed the second factor just now."""
    at = timezone.now().isoformat()
    return keep(request, replace(guest, second_factor_at=at, secret="", challenge=""))


def _enter(request: HttpRequest, guest: Guest, identity: Identity, roles: list[str]) -> HttpResponse:
    user = account_of(identity)
    request.session.flush()
    login(request, user, backend=BACKEND)
    at = dt.datetime.fromisoformat(guest.second_factor_at) if guest.second_factor_at else None
    begin_session(request, identity.uuid, method=guest.method, second_factor_at=at)
    request.session[ROLES] = roles
    request.session[ELSEWHERE] = bool(places_beyond(identity.uuid))
    request.session.set_expiry(REMEMBERED if guest.remember else 0)
    note(
        AuditKind.SIGNED_IN,
        identity,
        detail={"method": guest.method, "second_factor": at is not None, "browser": browser_family(request)},
    )
    response = redirect(guest.next or "wagtailadmin_home")
    remember_device(request, response, identity.login)
    return response


def begin_session(
    request: HttpRequest, identity: uuid.UUID, *, method: str, second_factor_at: dt.datetime | None
) -> None:
    """Write the ledger's record of the session that the browser now has."""
    row = sessions.begin(
        identity=identity,
        browser=browser_family(request),
        method=method,
        second_factor_at=second_factor_at,
    )
    request.session[SESSION] = str(row.pk)


def note(
    kind: AuditKind,
    identity: Identity,
    *,
    actor: Identity | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write into the audit what happened to somebody; done by themselves unless `actor` says otherwise."""
    who = actor or identity
    record(
        kind=kind,
        subject=str(identity),
        actor=who.uuid,
        actor_name=str(who),
        detail=detail or {},
    )


def who(request: HttpRequest) -> uuid.UUID:
    """Identity of the person who is signed in. Raises PermissionDenied for a stranger."""
    found = getattr(request.user, "identity_uuid", None)
    if found is None:
        raise PermissionDenied
    return found


def session_of(request: HttpRequest) -> uuid.UUID | None:
    """The ledger's record of the session of a signed-in browser."""
    key = request.session.get(SESSION)
    return uuid.UUID(key) if key else None


def _left(sender: object, request: HttpRequest, user: Any, **kwargs: object) -> None:
    key = session_of(request)
    if user is not None and key is not None and sessions.end(session=key, identity=user.identity_uuid):
        record(
            kind=AuditKind.SIGNED_OUT,
            subject=f"{user.first_name}（{user.username}）",
            actor=user.identity_uuid,
            actor_name=f"{user.first_name}（{user.username}）",
        )


user_logged_out.connect(_left, dispatch_uid="tenants.accounts.left")
