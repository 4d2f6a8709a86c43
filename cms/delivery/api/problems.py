"""Errors as RFC 9457 problem documents. `type` is the address of a few words about the kind of problem."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.delivery.policies import CORS

CONTENT_TYPE = "application/problem+json"
PAGE = "/api/v1/problems"


@dataclass(frozen=True)
class Kind:
    """What is always the same about a kind of problem: HTTP status, title, and what to do about it."""

    status: int
    title: str
    advice: str


KINDS = {
    "unknown-parameter": Kind(
        400, "不认识的参数", "detail 列出不认识的参数，allowed 列出这个接口接受的参数。参数名区分大小写。"
    ),
    "repeated-parameter": Kind(400, "参数重复", "每个参数只能给一次；多个字段用逗号隔开写在一个参数里。"),
    "invalid-parameter": Kind(
        400, "参数的值不对", "detail 说明是哪个参数、可以写什么；能写的值不多时 allowed 把它们列全。"
    ),
    "invalid-cursor": Kind(
        400,
        "游标无效",
        "cursor 只能原样使用上一页的 next，用在同一站点、同一列表、同样的条件上。请从第一页重新开始。",
    ),
    "bad-request": Kind(400, "请求无法处理", "请求本身有误，例如参数多达上千个。原样重试不会成功。"),
    "not-found": Kind(404, "没有找到", "全部地址见 /api/v1/openapi.json，公开内容从 /api/v1/entries 查找。"),
    "method-not-allowed": Kind(405, "只支持读取", "这个接口只接受 GET、HEAD 和 OPTIONS。"),
    "withdrawn": Kind(
        410, "这条公开内容已撤回", "withdrawn 说明何时、为何撤下，由什么替代。保存了副本的，应当删除。"
    ),
    "too-many-requests": Kind(429, "请求太多", "等待 Retry-After 所说的秒数后再试。"),
    "server-error": Kind(500, "服务器出错", "错误在我们这边，已经记录。请稍后再试。"),
    "unavailable": Kind(503, "暂时不能服务", "多半是在升级。等待 Retry-After 所说的秒数后再试。"),
}
OF_STATUS = {400: "bad-request", **{kind.status: name for name, kind in KINDS.items() if kind.status != 400}}


class Problem(Exception):
    """A refusal of a kind, what is wrong this time, and members of its own."""

    def __init__(self, kind: str, detail: str = "", **more: object) -> None:
        self.kind, self.detail, self.more = KINDS[kind], detail or KINDS[kind].advice, more
        self.name, self.status = kind, self.kind.status
        super().__init__(self.kind.title)


def of_status(status: int) -> Problem:
    """What to say where Django, a middleware or the router refused before any endpoint was asked."""
    return Problem(OF_STATUS.get(status) or ("server-error" if status >= 500 else "bad-request"))


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    body = {
        "type": f"{PAGE}#{problem.name}",
        "title": problem.kind.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.path,
        **problem.more,
    }
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=problem.status, content_type=CONTENT_TYPE, headers=CORS)


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """The page that `type` leads to: every kind with an anchor of its own."""
    return render(request, "delivery/problems.html", {"kinds": KINDS})
