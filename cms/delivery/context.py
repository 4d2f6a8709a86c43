"""What every public page knows about the site it is on."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cms.delivery.addresses import origin
from cms.delivery.display import is_elder
from cms.pages.models import ColumnPage
from cms.registry.queries import Standing, standing
from cms.registry.telephones import dialled, numbers
from cms.registry.vocabulary import UnitKind
from tenants.context import current, current_or_none

FEEDS = [
    {"url": "/feed.atom", "type": "application/atom+xml", "title": _lazy("公开内容（Atom）")},
    {"url": "/feed.json", "type": "application/feed+json", "title": _lazy("公开内容（JSON Feed）")},
]


def _elder_url(request: HttpRequest) -> str:
    view = "standard" if is_elder(request) else "elder"
    return f"/display/{view}?next={quote(request.get_full_path())}"


def standing_of(request: HttpRequest) -> Standing:
    """What the register says of the site that was asked. One query a request, however often it is wanted."""
    known = request.__dict__
    if "_standing" not in known:
        known["_standing"] = standing(current().pk)
    return known["_standing"]


def _contact(said: dict[str, str]) -> dict:
    """What the unit said of itself, with an address for each telephone number; empty for one that said nothing."""
    if not any(said.values()):
        return {}
    calls = [{"number": one, "url": dialled(one)} for one in numbers(said["telephone"])]
    return said | {"calls": calls}


def _unit(request: HttpRequest, unit: Standing, central_url: str) -> dict:
    superior_url = f"{origin(request, unit.superior_host)}/" if unit.superior_host else ""
    return {
        "name": unit.name,
        "kind_label": UnitKind(unit.kind).label if unit.kind else "",
        "portal_url": unit.portal_url,
        "line": unit.line and {"name": unit.line, "url": f"{central_url}units?by=line#{unit.line_code}"},
        "superior": unit.superior and {"name": unit.superior, "url": superior_url},
    }


def _site(request: HttpRequest) -> dict:
    tenant, unit = current(), standing_of(request)
    central_url = f"{origin(request, unit.central_host)}/" if unit.central_host else ""
    column = ColumnPage.objects.live().only("url_path").first()
    return _unit(request, unit, central_url) | {
        "district": unit.district,
        "is_central": tenant.is_central,
        "home_url": "/",
        "column_url": column.url if column else "",
        "central_url": "/" if tenant.is_central else central_url,
        "central_name": _("%(district)s党务公开") % {"district": unit.district},
        "search_url": "/search",
        "elder": is_elder(request),
        "elder_url": _elder_url(request),
        "codes": {"icp": unit.icp, "site_code": unit.site_code, "police": unit.police},
        "contact": _contact(unit.contact),
        "demo": unit.is_demo,
        "feeds": FEEDS,
        "origin": origin(request, unit.host) if unit.host else "",
    }


def site(request: HttpRequest) -> dict:
    """Context processor. Costs nothing on pages that do not ask (the admin)."""
    if current_or_none() is None:
        return {"site": None}
    return {"site": SimpleLazyObject(lambda: _site(request))}
