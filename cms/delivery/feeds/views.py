"""The two addresses."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse

from cms.delivery.caching import searched
from cms.delivery.feeds import atom, jsonfeed
from cms.delivery.feeds.narrowing import SEARCH, Narrowing
from cms.delivery.feeds.reading import page
from cms.delivery.machines import for_machines

ATOM, JSON = "application/atom+xml", "application/feed+json"


@for_machines
def feed_atom(request: HttpRequest) -> HttpResponse:
    """`/feed.atom`. Raises Problem."""
    asked = Narrowing.read(request)
    text = atom.write(page(request, asked, path="/feed.atom"))
    return _answer(asked, text, f"{ATOM}; charset=utf-8")


@for_machines
def feed_json(request: HttpRequest) -> HttpResponse:
    """`/feed.json`. Raises Problem."""
    asked = Narrowing.read(request)
    shape = jsonfeed.shape(page(request, asked, path="/feed.json"))
    return _answer(asked, json.dumps(shape, ensure_ascii=False), JSON)


def _answer(asked: Narrowing, text: str, content_type: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    return searched(response) if SEARCH in asked.filters else response
