"""Requests that no browser makes and that PostgreSQL could not store: refused before anything is asked."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest


class NulMiddleware:
    """400 for an address with a NUL character in its path or its query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The API names the parameter in a problem document of its own.
        if "\0" in request.path_info or (
            "%00" in request.META.get("QUERY_STRING", "") and "/api/" not in request.path
        ):
            return HttpResponseBadRequest("地址中含有非法字符\n", content_type="text/plain; charset=utf-8")
        return self.get_response(request)
