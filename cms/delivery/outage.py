"""What is answered while something that we stand on is away: 503 and when to ask again, never a bare failure."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as mistake

from cms.delivery.api.middleware import PREFIX
from cms.delivery.api.problems import Problem, answer
from tenants.storage import MediaAway

AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError, MediaAway)
"""PostgreSQL does not answer, is stopping or starting, or ended the session; the media's server does not answer."""
RETRY_SECONDS = 10


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def is_outage(error: BaseException | None) -> bool:
    return any(isinstance(cause, AWAY) for cause in _causes(error))


def unavailable(request: HttpRequest) -> HttpResponse:
    """The plain page, or the API's problem: neither needs database or session."""
    if request.path.startswith(PREFIX):
        response = answer(request, Problem("unavailable"))
    else:
        response = HttpResponse(render_to_string("503.html", {"outage": True}), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500. Django calls it while the exception is being handled."""
    return unavailable(request) if is_outage(sys.exc_info()[1]) else mistake(request)
