"""What answers for machines other than the API share: refusals as problem documents, reading from anywhere."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from cms.delivery.addresses import origin
from cms.delivery.api.problems import Problem, answer
from cms.delivery.context import standing_of

MINTED = "2026"
"""A year in which the host names of this installation were its own (RFC 4151)."""
Answering = Callable[..., HttpResponseBase]


def for_machines(view: Answering) -> Answering:
    """A view that may raise Problem, and whose answers any site may read, without anybody's cookies."""

    @require_safe
    @functools.wraps(view)
    def answering(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **named)
        except Problem as problem:
            response = answer(request, problem)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answering


def tag(*parts: str) -> str:
    """A name for good (RFC 4151): it holds the installation's own host, so that a unit may change its address."""
    return f"tag:{settings.BASE_HOST},{MINTED}:{'/'.join(parts)}"


def own_origin(request: HttpRequest) -> str:
    """scheme://host[:port] of the bound site's present address. Costs nothing that a page does not cost."""
    return origin(request, standing_of(request).host)
