"""最佳实践 for everybody, on the central site. A unit's own address leads there."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms.extension import current
from plugins.showcase import showing
from plugins.showcase.aspects import TITLES
from plugins.showcase.comparing import bars, pairs
from plugins.showcase.ledger.models import Adoption

STORIES = 6
BULLETINS = 10
TRAIL = [{"url": "/x/showcase/", "title": _("最佳实践")}]
PICTURE_HEADERS = {"Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff"}
View = Callable[..., HttpResponseBase]


def at_the_centre(view: View) -> View:
    """On a unit's site: to the same address of the centre. 404 while the centre shows none."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if current().is_central:
            return view(request, *args, **kwargs)
        base = showing.central(request) if showing.is_open() else ""
        if not base:
            raise Http404
        return redirect(base + request.get_full_path())

    return checked


@require_safe
@at_the_centre
def index(request: HttpRequest) -> HttpResponse:
    """`?line=&aspect=&kind=&year=`: what was chosen, with counts of what else there is."""
    chosen = {key: request.GET[key][:40] for key in showing.FACETS if request.GET.get(key)}
    rows, facets = showing.index(chosen)
    shown = {
        "rows": rows, "facets": facets, "chosen": bool(chosen), "stories": showing.stories()[:STORIES],
        "notices": showing.running_notices(), "bulletins": showing.bulletins()[:BULLETINS],
    }  # fmt: skip
    return render(request, "plugins/showcase/index.html", shown)


@require_safe
@at_the_centre
def practice(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    found = showing.found(key)
    if found is None:
        raise Http404
    adoptions = showing.adoptions_of(found)
    sites = showing.sites(request, [found.unit, *(one.unit for one in adoptions)])
    measured = pairs(found.before, found.after)
    shown = {
        "practice": found, "site_of": sites.get(found.unit_id, ""), "pairs": measured,
        "chart": bars(_now("各方面得分，前后对照"), measured), "pictures": showing.pictures(found),
        "adopted": [_adopted(one, sites.get(one.unit_id, "")) for one in adoptions],
        "bulletin": showing.bulletin_of(found), "stories": showing.stories().filter(practice=found),
        "aspects": [TITLES[no - 1] for no in found.aspects if 0 < no <= len(TITLES)],
        "samples": showing.samples(found, sites.get(found.unit_id, "")), "trail": TRAIL,
    }  # fmt: skip
    return render(request, "plugins/showcase/practice.html", shown)


@require_safe
@at_the_centre
def picture(request: HttpRequest, key: uuid.UUID, number: int) -> FileResponse:
    """A photo of a practice, as long as that is shown: Wagtail's own addresses give the public what entries carry."""
    found = showing.found(key)
    photo = found.photos[number] if found and number < len(found.photos) else {}
    made = showing.renditions([found]).get(photo.get("image", 0)) if found else None
    if made is None:
        raise Http404
    try:
        sent = FileResponse(made.file.open("rb"), headers=PICTURE_HEADERS)
    except FileNotFoundError as error:
        raise Http404 from error
    return sent


def _adopted(row: Adoption, url: str) -> dict[str, Any]:
    total = pairs({"total": row.before.get("total")}, {"total": row.after.get("total")})
    return {
        "unit": row.unit, "url": url, "on": row.at, "items": len(row.taken.get("items", [])),
        "pages": len(row.taken.get("pages", [])), "measured_on": row.measured_on, "total": total[0] if total else None,
    }  # fmt: skip


@require_safe
@at_the_centre
def story(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    found = showing.stories().filter(pk=key).first()
    if found is None:
        raise Http404
    return render(request, "plugins/showcase/story.html", {"story": found, "trail": TRAIL})


@require_safe
@at_the_centre
def bulletin(request: HttpRequest, code: str) -> HttpResponse:
    """The 通报 of a campaign, with whatever of it is shown."""
    found = showing.bulletins().filter(campaign__code=code).first()
    if found is None:
        raise Http404
    shown = {
        "bulletin": found, "trail": TRAIL, "awards": showing.awards_of(found),
        "practices": showing.practices().filter(campaign=found.campaign_id).defer(*showing.LONG),
    }  # fmt: skip
    return render(request, "plugins/showcase/bulletin.html", shown)
