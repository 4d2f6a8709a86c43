"""The two addresses."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse

from cms.delivery.feeds import atom, jsonfeed
from cms.delivery.feeds.narrowing import Narrowing
from cms.delivery.feeds.reading import page
from cms.delivery.machines import for_machines

ATOM, JSON = "application/atom+xml", "application/feed+json"


@for_machines
def feed_atom(request: HttpRequest) -> HttpResponse:
    """`/feed.atom`. Raises Problem."""
    found = page(request, Narrowing.read(request), path="/feed.atom")
    return HttpResponse(atom.write(found), content_type=f"{ATOM}; charset=utf-8")


@for_machines
def feed_json(request: HttpRequest) -> HttpResponse:
    """`/feed.json`. Raises Problem."""
    found = page(request, Narrowing.read(request), path="/feed.json")
    return HttpResponse(json.dumps(jsonfeed.shape(found), ensure_ascii=False), content_type=JSON)
