"""Pages of the bound tenant's tree. Wagtail serves them; where an address leads is found our way."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from wagtail.views import serve

from cms.pages.serving import route


def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """Raises Http404 for an address that names no live page."""
    # Where Wagtail keeps the answer of its own, slower search for the length of the request.
    request._wagtail_route_for_request = route(request, path)
    return serve(request, path)
