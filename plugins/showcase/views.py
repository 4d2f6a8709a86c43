"""The showcase on the central site: the list with its links, a practice, the bulletin."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cms.extension import current, origins
from plugins.showcase.ledger.models import Bulletin
from plugins.showcase.showing import bulletin_of, choices, figures, narrowed, shown

KEYS = ("line", "kind", "aspect", "year")


def _central(request: HttpRequest) -> None:
    """A unit's own site has the mark, and no showcase. Raises Http404."""
    if not current().is_central:
        raise Http404


def index(request: HttpRequest) -> HttpResponse:
    """Every practice, narrowed by links. Two queries, however many there are."""
    _central(request)
    asked = {key: request.GET[key][:20] for key in KEYS if request.GET.get(key)}
    rows = list(shown())
    context = {"rows": narrowed(rows, asked), "choices": choices(rows), "asked": asked, "total": len(rows)}
    return render(request, "plugins/showcase/public/index.html", context)


def practice(request: HttpRequest, slug: str) -> HttpResponse:
    _central(request)
    row = shown().filter(slug=slug).first()
    if row is None:
        raise Http404
    context: dict[str, Any] = {"row": row, "figures": figures(row), "bulletin": bulletin_of(row)}
    context["home"] = origins(request, [row.unit.tenant_id]).get(row.unit.tenant_id or 0, "")
    return render(request, "plugins/showcase/public/practice.html", context)


def bulletin(request: HttpRequest, code: str) -> HttpResponse:
    _central(request)
    row = (
        Bulletin.objects.select_related("campaign")
        .filter(campaign__code=code, campaign__stage="SHOWN")
        .first()
    )
    if row is None:
        raise Http404
    return render(request, "plugins/showcase/public/bulletin.html", {"row": row})
