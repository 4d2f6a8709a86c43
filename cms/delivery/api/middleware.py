"""Whatever an address of the API answers, it answers as the API: HEAD like GET, failures as problem documents."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cms.delivery.api.problems import CONTENT_TYPE, Problem, answer

PREFIX = "/api/v1/"
OF_PLUGINS = "/api/x/"


def _problem(status: int) -> Problem:
    """What to say where Django or the router refused before any endpoint was asked."""
    return {
        404: Problem(404, _("没有这个地址"), _("全部地址见 /api/v1/openapi.json。")),
        405: Problem(405, _("只支持读取"), _("这个接口只接受 GET 和 HEAD。")),
    }.get(status) or Problem(status, _("服务器出错") if status >= 500 else _("请求无法处理"))


def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """An address below the API that no endpoint has: not a page of the site, and not one with a slash more."""
    raise Http404


class ApiMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith((PREFIX, OF_PLUGINS)):
            return self.get_response(request)
        # The router knows GET only. The server sends no body for HEAD whatever the view made.
        asked_head = request.method == "HEAD"
        if asked_head:
            request.method = "GET"
        response = self.get_response(request)
        if asked_head:
            request.method = "HEAD"
        if response.status_code < 400 or response.headers.get("Content-Type") == CONTENT_TYPE:
            return response
        if request.path.startswith(OF_PLUGINS) and response.status_code not in (404, 500):
            return response  # what a plugin refuses, it says in its own words
        refused = answer(request, _problem(response.status_code))
        if "Allow" in response:
            refused["Allow"] = "GET, HEAD"
        return refused
