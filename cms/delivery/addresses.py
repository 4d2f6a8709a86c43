"""Absolute addresses of other sites, from the table of domains and the address that was asked."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from tenants.models import Domain


def origin(request: HttpRequest, host: str) -> str:
    """scheme://host[:port] with the scheme and port of the request: all sites answer on the same port."""
    port = request.get_host().partition(":")[2]
    return f"{request.scheme}://{host}" + (f":{port}" if port else "")


def origins(request: HttpRequest, tenants: Iterable[int | None]) -> dict[int, str]:
    """Tenant primary key → origin of its site, for those asked; '' without one. One query for what is not known yet."""
    known: dict[int, str] = request.__dict__.setdefault("_origins", {})
    wanted = {key for key in tenants if key} - set(known)
    if wanted:
        rows = Domain.objects.filter(is_primary=True, tenant_id__in=wanted)
        known.update(dict.fromkeys(wanted, ""))
        known.update((row.tenant_id, origin(request, row.domain)) for row in rows)
    return known


def site_url(request: HttpRequest, tenant: int | None) -> str:
    """Front page of a tenant's site by its primary key, or '' when there is none."""
    base = origins(request, [tenant]).get(tenant) if tenant else None
    return f"{base}/" if base else ""
