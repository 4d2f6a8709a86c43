"""Requests that no browser makes: put right, or refused before anything is asked because PostgreSQL could not store them."""

from __future__ import annotations

from collections.abc import Callable

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.request import parse_header_parameters


class Utf8Request(WSGIRequest):
    """Addresses and forms are UTF-8, whatever a request says of itself: Django would read them as `charset=base64`, and fail
    before any middleware is asked."""

    def _set_content_type_params(self, meta: dict[str, str]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


def application() -> WSGIHandler:
    """Django's WSGI application, as it is served."""
    made = get_wsgi_application()
    made.request_class = Utf8Request
    return made


class NulMiddleware:
    """400 for an address with a NUL character in its path or its query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path, query = request.path_info, request.META.get("QUERY_STRING", "")
        # The API says what is wrong in a problem document of its own.
        if ("\0" in path and not path.startswith("/api/v1/")) or (
            "%00" in query and not path.startswith("/api/")
        ):
            return HttpResponseBadRequest("地址中含有非法字符\n", content_type="text/plain; charset=utf-8")
        return self.get_response(request)
