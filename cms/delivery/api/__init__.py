"""API v1: everything public, read from the ledger. One unit's on its own host, the district's on the central one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja.openapi.docs import Swagger

from cms.delivery.api import directory, drafts, duties, entries, searching
from cms.delivery.api.document import DescribedAPI
from cms.delivery.api.problems import Problem, answer

api = DescribedAPI(
    title="党务公开 API",
    version="1",
    description="公开内容、目录、应公开事项和单位名录。只含社会公开的事项。",
    urls_namespace="api-v1",
    # Never asks somebody else's server whether the document is valid.
    docs=Swagger(settings={"validatorUrl": None, "defaultModelsExpandDepth": 0}),
)
api.add_router("", directory.router)
api.add_router("", entries.router)
api.add_router("", duties.router)
api.add_router("", searching.router)
api.add_router("", drafts.router)


@api.exception_handler(Problem)
def refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    return answer(request, problem)
