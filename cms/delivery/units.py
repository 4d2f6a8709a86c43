"""A unit on the district's site: who it is, what it became, and the past entries of one whose site is archived.

What a unit disclosed stays public when its site is closed: the district keeps the text as the ledger has it. Files
and pictures went with the site; their names and checksums stay, so that a copy can be proved.
"""

from __future__ import annotations

import uuid
from typing import Any

import nh3
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.delivery.addresses import origins
from cms.delivery.rows import entry_rows, unit_link
from cms.delivery.searching import page_links
from cms.publication.models import Entry
from cms.publication.queries import public_entries
from cms.registry.models import Unit
from cms.registry.queries import in_service, placement, successions
from cms.registry.states import SuccessionKind
from tenants.context import current

CENTRAL = "central"
PAGE_SIZE = 30
WITHOUT_FILES = nh3.ALLOWED_TAGS - {"img"} | {"figure", "figcaption", "section"}


def _unit(slug: str) -> Unit:
    """Raises Http404 anywhere but on the district's site."""
    found = (
        current().is_central
        and Unit.objects.using(CENTRAL).select_related("tenant").filter(slug=slug).first()
    )
    if not found:
        raise Http404
    return found


def _reorganised(request: HttpRequest, unit: Unit) -> dict[str, list[dict[str, Any]]]:
    known = successions(using=CENTRAL)
    after, before = known.after.get(unit.pk, []), known.before.get(unit.pk, [])
    origins(
        request, [row.successor.tenant_id for row in after] + [row.predecessor.tenant_id for row in before]
    )
    return {
        "successors": [
            {"unit": unit_link(request, row.successor), "kind": SuccessionKind(row.kind).label, "on": row.on}
            for row in after
        ],
        "predecessors": [
            {
                "unit": unit_link(request, row.predecessor),
                "kind": SuccessionKind(row.kind).label,
                "on": row.on,
            }
            for row in before
        ],
    }


@require_safe
def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """`/units/<slug>`: a unit and its entries, newest first. Constant queries."""
    found = _unit(slug)
    asked = request.GET.get("page", "1")
    number = max(int(asked[:6]), 1) if asked.isascii() and asked.isdigit() else 1
    start = (number - 1) * PAGE_SIZE
    rows = public_entries(using=CENTRAL).filter(unit=found)
    shown = list(rows[start : start + PAGE_SIZE + 1])
    place = placement(found)
    context = {
        "unit": unit_link(request, found),
        "serves": in_service(found),
        "note": found.tenant.note if found.tenant else "",
        "since": found.tenant.state_since if found.tenant else None,
        "line": place.line,
        "superior": place.superior,
        "entries": entry_rows(request, shown[:PAGE_SIZE]),
        "total": rows.count(),
        "pages": page_links(request, number, len(shown) > PAGE_SIZE),
        **_reorganised(request, found),
    }
    return render(request, "delivery/unit.html", context)


@require_safe
def kept_entry(request: HttpRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """The text of an entry whose unit's site is archived. Leads to the unit's own page while that serves."""
    found = _unit(slug)
    entry = public_entries(using=CENTRAL).filter(unit=found, uuid=key).first()
    if entry is None:
        raise Http404
    if in_service(found):
        return redirect(origins(request, [found.tenant_id])[found.tenant_id] + entry.path)
    context = {
        "entry": entry,
        "unit": unit_link(request, found),
        "published_on": timezone.localtime(entry.published_at).date(),
        "text": without_files(entry),
        "files": [file["title"] for file in entry.attachments],
        "trail": [{"title": _("单位名录"), "url": "/units"}, {"title": found.name, "url": f"/units/{slug}"}],
    }
    return render(request, "delivery/kept_entry.html", context)


def without_files(entry: Entry) -> str:
    """The entry's text without pictures, which are no longer served."""
    return mark_safe(nh3.clean(entry.html, tags=WITHOUT_FILES))  # noqa: S308 -- cleaned by nh3
