"""ETag and Cache-Control of public answers: always the current bytes, never sent twice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import (
    get_conditional_response,
    patch_cache_control,
    patch_vary_headers,
    set_response_etag,
)

from cms.search.engines import engine

PRIVATE = ("/admin/", "/documents/", "/_preview/")
STALE_IF_ERROR = 86400
"""Seconds that a proxy may go on giving what it has while the site answers 503, as it does while it is upgraded."""

OVER = "@1"
"""What nginx alone reads: keep it, and take it for old. Without that it would not keep it at all."""


def searched(response: HttpResponse) -> HttpResponse:
    """An answer that a search went into. An engine beside the ledger changes after the commit, and the store is not told:
    what such an engine said is asked for each time."""
    if not engine().reads_ledger:
        patch_cache_control(response, no_cache=True)
    return response


class PublicCachingMiddleware:
    """Lets browsers and proxies keep a public answer, but ask each time whether it still holds.

    `max-age=0` and not `no-cache`: both make them ask, but `no-cache` would forbid what they have when nobody answers.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD") or request.path.startswith(PRIVATE):
            return response
        # What names its bytes in its address is kept for ever; what nobody may keep stays so.
        if {"immutable", "no-store", "private"} & set(response.get("Cache-Control", "").split(", ")):
            return response
        if response.streaming or response.status_code != 200 or getattr(request, "is_dummy", False):
            return response
        patch_cache_control(response, public=True, max_age=0, stale_if_error=STALE_IF_ERROR)
        patch_vary_headers(response, ["Cookie"])
        response["X-Accel-Expires"] = OVER
        set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response)
