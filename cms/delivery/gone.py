"""What a site that is out of service still says: who took over, where its content is kept, and where to go on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from cms.delivery.addresses import origin, origins
from cms.registry.models import Unit, UnitSuccession
from cms.registry.states import RULES, SuccessionKind
from tenants.middleware import moved
from tenants.models import Domain, Tenant

SAFE = ("GET", "HEAD")


def answer(request: HttpRequest, tenant: Tenant) -> dict[str, Any] | HttpResponse:
    """`settings.TENANT_GONE`: words for 410.html, or a redirect. No tenant is bound. Four queries at most.

    The front page leads on to the one successor of a merged unit, and a page of which the reorganisation said where
    it went leads there. Every other address says that it is gone: a redirect to some front page would hide that.
    """
    rows = UnitSuccession.objects.filter(predecessor__tenant=tenant.pk, undone_on=None)
    successions = list(rows.select_related("successor__tenant"))
    bases = origins(request, [row.successor.tenant_id for row in successions])
    for row in successions:
        base = bases.get(row.successor.tenant_id)
        path = _leads_to(request.path, row) if base and request.method in SAFE else None
        if path is not None:
            return moved(f"{base}{path}", safe=True)
    return {
        "successors": [_successor(row, bases) for row in successions],
        "kept_url": _kept_url(request, tenant),
    }


def _leads_to(path: str, row: UnitSuccession) -> str | None:
    if path in row.pages:
        return "/" + row.pages[path].lstrip("/")  # a path on the successor's own site, whatever was written
    return "/" if path == "/" and RULES[SuccessionKind(row.kind)].redirects else None


def _successor(row: UnitSuccession, bases: dict[int, str]) -> dict[str, Any]:
    base = bases.get(row.successor.tenant_id)
    kind = SuccessionKind(row.kind).label
    return {"name": row.successor.name, "url": f"{base}/" if base else "", "kind": kind, "on": row.on}


def _kept_url(request: HttpRequest, tenant: Tenant) -> str:
    """The unit's page on the district's site, where its past entries can be read."""
    central = Domain.objects.filter(tenant__is_central=True, is_primary=True).first()
    unit = Unit.objects.filter(tenant=tenant.pk).first()
    return f"{origin(request, central.domain)}/units/{unit.slug}" if central and unit else ""
