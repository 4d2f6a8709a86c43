"""What every public page knows about the site it is on."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from cms.delivery.addresses import origins, site_url
from cms.delivery.display import is_elder
from cms.pages.models import ColumnPage
from cms.registry.models import District, Unit
from cms.registry.queries import DirectoryEntry, placement
from tenants.context import current, current_or_none
from tenants.models import Tenant


def _elder_url(request: HttpRequest) -> str:
    view = "standard" if is_elder(request) else "elder"
    return f"/display/{view}?next={quote(request.get_full_path())}"


def _unit(request: HttpRequest, placed: DirectoryEntry, central_url: str) -> dict:
    line, superior = placed.line, placed.superior
    return {
        "name": placed.unit.name,
        "kind_label": placed.unit.get_kind_display(),
        "portal_url": placed.unit.portal_url,
        "line": line and {"name": line.name, "url": f"{central_url}units?by=line#{line.code}"},
        "superior": superior and {"name": superior.name, "url": site_url(request, superior.tenant_id)},
    }


def _site(request: HttpRequest) -> dict:
    tenant = current()
    district = District.objects.first() or District(name="")
    unit = Unit.objects.filter(tenant_id=tenant.pk).first()
    central = Tenant.objects.filter(is_central=True).only("pk").first()
    placed = placement(unit) if unit else DirectoryEntry(Unit(name=tenant.title))
    origins(request, [tenant.pk, central and central.pk, placed.superior and placed.superior.tenant_id])
    central_url = site_url(request, central.pk if central else None)
    column = ColumnPage.objects.live().only("url_path").first()
    return _unit(request, placed, central_url) | {
        "district": district.name,
        "is_central": tenant.is_central,
        "home_url": "/",
        "column_url": column.url if column else "",
        "central_url": "/" if tenant.is_central else central_url,
        "central_name": _("%(district)s党务公开") % {"district": district.name},
        "search_url": "/search",
        "elder": is_elder(request),
        "elder_url": _elder_url(request),
        "codes": {"icp": district.icp, "site_code": district.site_code, "police": district.police},
        "contact": {"address": "", "phone": ""},
        "demo": district.is_demo,
        "feeds": [],
        "origin": origins(request, [tenant.pk]).get(tenant.pk, ""),
    }


def site(request: HttpRequest) -> dict:
    """Context processor. Costs nothing on pages that do not ask (the admin)."""
    if current_or_none() is None:
        return {"site": None}
    return {"site": SimpleLazyObject(lambda: _site(request))}
