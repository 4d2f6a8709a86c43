"""Each request has a name, is written down in one line, and is counted: the same few words in log and metrics."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse

from cms.delivery import metrics
from cms.delivery.logs import request_id

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")
log = logging.getLogger("gongkai.request")


def name_of(request: HttpRequest) -> str:
    """The name that a proxy gave the request, when it is well-formed; else a new one."""
    given = request.headers.get(HEADER, "")
    return given if WELL_FORMED.fullmatch(given) else secrets.token_hex(8)


def route_of(request: HttpRequest) -> str:
    """Name or pattern of the address that matched: bounded in number, and free of what was asked."""
    match = getattr(request, "resolver_match", None)
    return match.view_name or match.route if match is not None else "-"


class TracingMiddleware:
    """Outermost. A preview inside another request is that request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "is_dummy", False):
            return self.get_response(request)
        began, name = time.perf_counter(), name_of(request)
        request_id.set(name)
        response = self.get_response(request)
        response[HEADER] = name
        if not response.streaming and "Content-Length" not in response:
            response["Content-Length"] = str(len(response.content))
        seconds, route = time.perf_counter() - began, route_of(request)
        metrics.count(route, response.status_code, seconds)
        fields = {
            "method": request.method if request.method in metrics.METHODS else "-",
            "route": route,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
        }
        log.info("request", extra={"fields": fields})
        return response


def _forget(**kwargs: object) -> None:
    request_id.set("")


request_finished.connect(_forget, dispatch_uid="delivery.tracing")
