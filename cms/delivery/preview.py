"""A draft on its unit's own host, drawn with the unit's theme, for whoever decides about it and has the signed link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.moderation.preview import COOKIE, NoPreview, page_of
from cms.moderation.rules import preview_minutes

HEADERS = {
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The page, or one answer to every link that is not good: it does not say which drafts there are."""
    try:
        page = page_of(token)
    except NoPreview:
        response = render(request, "delivery/no_preview.html", status=404)
    else:
        response = page.serve_preview(request, page.default_preview_mode)
        response.context_data = {**(response.context_data or {}), "moderated_preview": True}
        response.render()
        response.set_cookie(
            COOKIE,
            token,
            max_age=60 * preview_minutes(),
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    for name, value in HEADERS.items():
        response[name] = value
    return response
