"""From one site to another without typing again: a token for one person, one site and half a minute."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone

from tenants.context import current
from tenants.identity.centre import at_the_centre
from tenants.identity.models import Handoff, Identity, LoginSession, Membership
from tenants.identity.sealing import digest, new_token
from tenants.models import Domain, Tenant

LIFETIME = dt.timedelta(seconds=30)


@dataclass(frozen=True)
class Place:
    """A site where a person has a place."""

    uuid: uuid.UUID
    title: str
    host: str
    roles: tuple[str, ...]


def places_beyond(identity: uuid.UUID) -> list[Place]:
    """Where else than here a person has a place now. Three queries, whatever the number. Not in a transaction."""
    here = current().schema_name
    with at_the_centre():
        rows = Membership.objects.of_today().filter(identity_id=identity).exclude(schema_name=here)
        roles: dict[str, list[str]] = {}
        for row in rows.order_by("schema_name", "role"):
            roles.setdefault(row.schema_name, []).append(str(row.get_role_display()))
        sites = Tenant.objects.filter(schema_name__in=roles, state="active").order_by("title")
        hosts = dict(
            Domain.objects.filter(is_primary=True, tenant__in=sites).values_list("tenant_id", "domain")
        )
        return [
            Place(site.uuid, site.title, hosts[site.pk], tuple(roles[site.schema_name]))
            for site in sites
            if site.pk in hosts
        ]


def send(*, identity: uuid.UUID, session: uuid.UUID, target: uuid.UUID) -> tuple[str, str] | None:
    """(token, host) for a site where the person has a place; None where they have none. Not in a transaction."""
    place = next((place for place in places_beyond(identity) if place.uuid == target), None)
    if place is None:
        return None
    here, token = current().schema_name, new_token()
    with at_the_centre():
        source = LoginSession.objects.filter(pk=session, identity_id=identity, ended_at=None).first()
        if source is None:
            return None
        Handoff.objects.create(
            digest=digest(token),
            identity_id=identity,
            source_session=source,
            source_schema=here,
            target_schema=Tenant.objects.get(uuid=target).schema_name,
            second_factor_at=source.second_factor_at,
            expires_at=timezone.now() + LIFETIME,
        )
    return token, place.host


@dataclass(frozen=True)
class Arrival:
    """Whom a token brought, from where, and whether they had passed the second factor there."""

    identity: uuid.UUID
    source_host: str
    source_title: str
    second_factor_at: dt.datetime | None


def receive(token: str) -> Arrival | None:
    """Use up a token that was meant for the bound site; None when it is not, or no longer. Not in a transaction."""
    here = current().schema_name
    with at_the_centre():
        now = timezone.now()
        fresh = Handoff.objects.filter(
            digest=digest(token), target_schema=here, used_at=None, expires_at__gt=now
        )
        if not fresh.update(used_at=now):
            return None
        row = Handoff.objects.select_related("source_session").get(digest=digest(token))
        source, person = row.source_session, Identity.objects.get(pk=row.identity_id)
        over = person.sessions_from is not None and source.started_at < person.sessions_from
        site = Tenant.objects.filter(schema_name=row.source_schema, state="active").first()
        domain = Domain.objects.filter(tenant=site, is_primary=True).first() if site else None
        if source.ended_at is not None or over or domain is None or site is None:
            return None
        return Arrival(row.identity_id, domain.domain, site.title, row.second_factor_at)
