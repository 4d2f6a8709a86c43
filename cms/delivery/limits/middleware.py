"""Who has asked too often gets 429 before the database is asked, and everybody is told how much is left.

The headers are those of draft-ietf-httpapi-ratelimit-headers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cms.delivery.api.problems import Problem, answer
from cms.delivery.drafts.links import token_of
from cms.delivery.limits.buckets import Buckets
from cms.delivery.limits.quota import Quota, Verdict, ask
from tenants.accounts.origin import client_address

NAMES = ("RateLimit-Policy", "RateLimit")
SPOKEN = ("/api/", "/wagtail/api/")


def host_of(request: HttpRequest) -> str:
    """Which site is asked, as its visitors write it: without port, final dot or capitals."""
    return request.META.get("HTTP_HOST", "").partition(":")[0].lower().rstrip(".")


class LimitMiddleware:
    """One bucket for the visitor's address, one for the site, and one for a draft's link where a request has one.

    The narrowest first: who is refused takes nothing from the others. Without quotas it does nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    @cached_property
    def _buckets(self) -> Buckets:
        return Buckets(settings.DATA / "limits")

    def _asked(self, request: HttpRequest) -> list[tuple[str, Quota, str]]:
        kinds = (
            ("token", settings.LIMIT_TOKEN, token_of),
            ("visitor", settings.LIMIT_VISITOR, client_address),
            ("site", settings.LIMIT_SITE, host_of),
        )
        asked = ((name, Quota(*quota), of(request)) for name, quota, of in kinds if quota[0])
        return [(name, quota, f"{name} {whose}") for name, quota, whose in asked if whose is not None]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = []
        now = time.time()
        for name, quota, whose in self._asked(request):
            verdict = ask(quota, self._buckets[whose], now)
            found.append((name, quota, verdict))
            if not verdict.allowed:
                return self._told(self._refused(request, verdict), found)
            self._buckets[whose] = verdict.full_at
        return self._told(self.get_response(request), found)

    @staticmethod
    def _told(response: HttpResponse, found: Iterable[tuple[str, Quota, Verdict]]) -> HttpResponse:
        for name, quota, verdict in found:
            said = (
                f'"{name}";q={quota.requests};w={quota.seconds}',
                f'"{name}";r={verdict.remaining};t={verdict.reset}',
            )
            for header, value in zip(NAMES, said, strict=True):
                response[header] = f"{response[header]}, {value}" if header in response else value
        return response

    @staticmethod
    def _refused(request: HttpRequest, verdict: Verdict) -> HttpResponse:
        words = _("请在 %(n)s 秒后再试。") % {"n": verdict.wait}
        if request.path.startswith(SPOKEN):
            refused = answer(request, Problem("too-many-requests", words))
        else:
            refused = HttpResponse(
                _("请求太频繁") + "，" + words + "\n", status=429, content_type="text/plain; charset=utf-8"
            )
        refused["Retry-After"], refused["Cache-Control"] = str(verdict.wait), "no-store"
        return refused
