"""Pages of the bound tenant's tree. Wagtail serves them; where an address leads is found our way."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from wagtail.views import serve

from cms.delivery.history import asks_for_versions, history
from cms.delivery.withdrawn import in_its_place
from cms.pages.models import ArticlePage
from cms.pages.serving import route


def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """A live page, its versions (`?versions`, `?version=2`), or what stands in the place of one that was taken away.

    Raises Http404 for an address at which nothing is and nothing was.
    """
    found = route(request, path)
    if found is None:
        answer = in_its_place(request)
        if answer is not None:
            return answer
    elif isinstance(found.page, ArticlePage) and asks_for_versions(request):
        return history(request, found.page)
    # Where Wagtail keeps the answer of its own, slower search for the length of the request.
    request._wagtail_route_for_request = found
    return serve(request, path)
