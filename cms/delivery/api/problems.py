"""Errors as RFC 9457 problem documents."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """A refusal with an HTTP status, a short title, and what to do about it."""

    def __init__(self, status: int, title: str, detail: str = "", **more: object) -> None:
        self.status, self.title, self.detail, self.more = status, title, detail, more
        super().__init__(title)


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.path,
        **problem.more,
    }
    text = json.dumps({key: value for key, value in body.items() if value != ""}, ensure_ascii=False)
    return HttpResponse(text, status=problem.status, content_type=CONTENT_TYPE)
