"""`/search`: units and entries whose words contain what was asked. The search engine takes its place later."""

from __future__ import annotations

import re

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.delivery.rows import entry_rows, unit_link
from cms.publication.queries import public_entries, reader
from cms.registry.models import Unit
from tenants.context import current

PAGE_SIZE = 20
MAX_PAGES = 50
WORDS = 6
AROUND = 40


def _words(q: str) -> list[str]:
    return q.split()[:WORDS]


def _matching(words: list[str]):
    rows = public_entries()
    for word in words:
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word) | Q(item_title__icontains=word))
    return rows


def snippet(text: str, words: list[str]) -> SafeString:
    """The first place where a word stands, escaped, with the words marked. Empty when none does."""
    flat = " ".join(text.split())
    found = [flat.lower().find(word.lower()) for word in words]
    start = min((place for place in found if place >= 0), default=-1)
    if start < 0:
        return mark_safe("")
    piece = flat[max(0, start - AROUND) : start + AROUND * 2]
    pattern = re.compile("|".join(re.escape(escape(word)) for word in words), re.I)
    # escape() first, so that what is marked safe holds no markup but ours
    marked = pattern.sub(lambda match: f"<mark>{match[0]}</mark>", escape(piece))
    return format_html("…{}…", mark_safe(marked))  # noqa: S308 -- escaped three lines above


def _filters(request: HttpRequest, rows, q: str, chosen: str) -> list[dict]:
    """Links that narrow the result to one unit. On a unit's own site there is nothing to choose."""
    if not current().is_central:
        return []
    counts = (
        rows.order_by().values_list("unit__slug", "unit__name").annotate(n=Count("pk")).order_by("-n")[:12]
    )
    query = request.GET.copy()
    options = []
    for slug, name, count in counts:
        query["unit"], query["page"] = slug, "1"
        options.append(
            {"label": name, "url": f"?{query.urlencode()}", "count": count, "current": slug == chosen}
        )
    if chosen:
        query.pop("unit")
        options.insert(
            0, {"label": _("全部单位"), "url": f"?{query.urlencode()}", "count": None, "current": False}
        )
    return [{"label": _("单位"), "options": options}] if options else []


def _unit_hits(request: HttpRequest, words: list[str]) -> list[dict]:
    if not words or not current().is_central:
        return []
    found = Unit.objects.using(reader()).select_related("tenant")
    for word in words:
        found = found.filter(name__icontains=word)
    return [unit_link(request, unit) for unit in found[:8]]


def page_links(request: HttpRequest, number: int, more: bool) -> dict:
    query = request.GET.copy()

    def link(page: int) -> str:
        query["page"] = str(page)
        return f"?{query.urlencode()}"

    return {
        "previous_url": link(number - 1) if number > 1 else "",
        "next_url": link(number + 1) if more and number < MAX_PAGES else "",
        "label": _("第%(n)s页") % {"n": number},
    }


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Newest first; without words it lists everything public. Constant queries a page."""
    q = request.GET.get("q", "").replace("\0", "").strip()[:100]
    asked, chosen = request.GET.get("page", "1"), request.GET.get("unit", "")
    number = min(max(int(asked), 1), MAX_PAGES) if asked.isascii() and asked.isdigit() else 1
    words = _words(q)
    rows = _matching(words)
    filters = _filters(request, rows, q, chosen)
    if chosen:
        rows = rows.filter(unit__slug=chosen)
    start = (number - 1) * PAGE_SIZE
    shown = list(rows[start : start + PAGE_SIZE + 1])
    results = entry_rows(request, shown[:PAGE_SIZE])
    for row, entry in zip(results, shown, strict=False):
        row.snippet = snippet(entry.text, words) or entry.summary
    context = {
        "q": q,
        "total": rows.count(),
        "results": results,
        "unit_hits": _unit_hits(request, words),
        "filters": filters,
        "pages": page_links(request, number, len(shown) > PAGE_SIZE),
    }
    return render(request, "delivery/search.html", context)
