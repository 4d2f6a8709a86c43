"""Who is asking. A session cookie is worth what the ledger says about it now, and nothing else."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from tenants.accounts.backends import regroup
from tenants.accounts.door import ROLES, SESSION
from tenants.identity.factors import is_required
from tenants.identity.sessions import standing

RECHECK = 30.0
"""Seconds after which an answer that is still being sent asks again whether its reader may go on reading."""


class StandingMiddleware(AuthenticationMiddleware):
    """Takes the place of Django's: the same, and asks the ledger about the session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(partial(_user_of, request))  # type: ignore[assignment]  # as Django does
        request.auser = sync_to_async(partial(_user_of, request))  # type: ignore[attr-defined]  # as Django does

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        known = getattr(request, "_cached_user", None)
        if response.streaming and known is not None and known.is_authenticated and not _is_file(response):
            response.streaming_content = _while_in_order(request, response.streaming_content)  # type: ignore[attr-defined]  # streaming
        return response


def _is_file(response: HttpResponse) -> bool:
    """A file on disk is sent by the server itself, and is one answer, not a report in the making."""
    return getattr(response, "file_to_stream", None) is not None


def _user_of(request: HttpRequest) -> Any:
    if not hasattr(request, "_cached_user"):
        request._cached_user = in_order(request)  # type: ignore[attr-defined]  # Django's own name
    return request._cached_user  # type: ignore[attr-defined]  # Django's own name


def in_order(request: HttpRequest) -> Any:
    """The person behind the request; a stranger unless everything holds now.

    A place here today, an open session of this site begun by the door, and a second factor where a role needs one.
    """
    user: Any = auth.get_user(request)
    if not user.is_authenticated:
        return user
    key = request.session.get(SESSION)
    found = key and standing(session=uuid.UUID(key), identity=user.identity_uuid, since=user.sessions_from)
    if not found or (is_required(user.roles) and found.second_factor_at is None):
        return AnonymousUser()
    user.second_factor_at = found.second_factor_at
    if request.session.get(ROLES) != user.roles:
        # A role that ended, or began, while the session went on.
        regroup(user, user.roles)
        request.session[ROLES] = user.roles
    return user


def _while_in_order(request: HttpRequest, content: Iterator[bytes]) -> Iterator[bytes]:
    asked = time.monotonic()
    for part in content:
        if time.monotonic() - asked > RECHECK:
            if not in_order(request).is_authenticated:
                return
            asked = time.monotonic()
        yield part
