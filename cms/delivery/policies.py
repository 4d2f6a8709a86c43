"""What is said with every page, and with every answer that is data, by us and by a front server that gives our files."""

from __future__ import annotations

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase

CORS = {
    # From anywhere, and so without cookies: a browser refuses the two together.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, RateLimit, RateLimit-Policy, X-Request-ID",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# What is data is never a document: nothing in it is run, framed or guessed at.
OF_DATA = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


def of_pages() -> str:
    """The Content-Security-Policy of a usual page."""
    return _in_order(build_policy())


def _in_order(policy: str) -> str:
    """django-csp takes its parts from a set: in another order in each process."""
    return "; ".join(sorted(policy.split("; ")))


class PolicyMiddleware(CSPMiddleware):
    """The same page has the same headers, whichever process made it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        of_its_own = HEADER in response
        response = super().process_response(request, response)
        if HEADER in response and not of_its_own:
            response[HEADER] = _in_order(response[HEADER])
        return response
