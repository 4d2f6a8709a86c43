"""API v1: everything public, read from the ledger. One unit's on its own host, the district's on the central one."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.renderers import BaseRenderer

from cms.delivery.api import drafts, duties, endpoints, searching
from cms.delivery.api.problems import Problem, answer


class Readable(BaseRenderer):
    """JSON with Chinese as itself."""

    media_type = "application/json"

    def render(self, request, data, *, response_status):
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


api = NinjaAPI(
    title="党务公开 API",
    version="1",
    description="公开内容、目录、应公开事项和单位名录。只含社会公开的事项。",
    urls_namespace="api-v1",
    renderer=Readable(),
)
api.add_router("", endpoints.router)
api.add_router("", duties.router)
api.add_router("", searching.router)
api.add_router("", drafts.router)


@api.exception_handler(Problem)
def refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    return answer(request, problem)
