"""Whatever an address of the API answers, it answers as the API: HEAD like GET, failures as problem documents, to
scripts of any site.

Public answers of API v1 need none of what stands behind this middleware (sessions, people, messages, policies for
pages), so they do not pay for it: the view is called from here.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.handlers.exception import convert_exception_to_response
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve

from cms.delivery.api.problems import CONTENT_TYPE, answer, of_status
from cms.delivery.policies import CORS, OF_DATA

PREFIX = "/api/v1/"
OF_PLUGINS = "/api/x/"
PAGES = (f"{PREFIX}docs", f"{PREFIX}problems")
"""Read by people in a browser: pages of the site like any other."""
METHODS = "GET, HEAD, OPTIONS"
PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, If-None-Match, X-Request-ID",
    "Access-Control-Max-Age": "86400",
}


def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """An address below the API that no endpoint has: not a page of the site, and not one with a slash more."""
    raise Http404


def _is_ours(refused: HttpResponse) -> bool:
    """Whether a refusal comes from Django or the router. What a plugin refuses, it says in its own words."""
    return refused.status_code in (404, 500) or refused.headers.get("Content-Type", "").startswith(
        "text/html"
    )


@convert_exception_to_response
def _direct(request: HttpRequest) -> HttpResponse:
    """What the view answers. Its questions to PostgreSQL stand alone: nothing here writes."""
    found = resolve(request.path_info)
    request.resolver_match = found
    return found.func(request, *found.args, **found.kwargs)


class ApiMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if not path.startswith((PREFIX, OF_PLUGINS)) or path in PAGES:
            return self.get_response(request)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": METHODS, **CORS, **PREFLIGHT})
        response = self._answered(request, _direct if path.startswith(PREFIX) else self.get_response)
        for name, value in (CORS | OF_DATA).items():
            response.headers.setdefault(name, value)
        return response

    def _answered(
        self, request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]
    ) -> HttpResponse:
        # The router knows GET only. The server sends no body for HEAD whatever the view made.
        asked_head = request.method == "HEAD"
        if asked_head:
            request.method = "GET"
        response = get_response(request)
        if asked_head:
            request.method = "HEAD"
        if response.status_code < 400 or response.headers.get("Content-Type") == CONTENT_TYPE:
            return response
        if request.path.startswith(OF_PLUGINS) and not _is_ours(response):
            return response
        refused = answer(request, of_status(response.status_code))
        if "Allow" in response:
            refused["Allow"] = METHODS
        return refused
