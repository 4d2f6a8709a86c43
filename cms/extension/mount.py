"""Where addresses of plugins hang: below their own name, and behind the gate. None can shadow a page of the site.

/x/<slug>/           public: `plugin_<slug>:<name>`
/admin/x/<slug>/     for who may enter the admin: `plugin_<slug>_admin:<name>`
/api/x/<slug>/       with its own openapi.json and docs
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.urls import include, path
from ninja import NinjaAPI
from ninja.renderers import BaseRenderer
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.extension import failures
from cms.extension.gate import require
from cms.extension.registry import registry


class Readable(BaseRenderer):
    """JSON with Chinese as itself, like the product's own API."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)


def public_urls() -> list[Any]:
    """Frozen, what can be read is still read."""
    found = []
    for slug, patterns in registry().of("urls"):
        gated = decorate_urlpatterns(list(patterns), require(slug, read_when_frozen=True))
        found.append(path(f"{slug}/", include((gated, f"plugin_{slug}"))))
    return found


def admin_urls() -> list[Any]:
    found = []
    for slug, patterns in registry().of("admin_urls"):
        gated = decorate_urlpatterns(list(patterns), require(slug))
        found.append(path(f"x/{slug}/", include((gated, f"plugin_{slug}_admin"))))
    return found


def api_urls() -> list[Any]:
    """One API for each plugin: no description of one names what another brings."""
    found = []
    for slug, router in registry().of("api"):
        try:
            patterns, app_name, namespace = _api(slug, router).urls
        except Exception as error:
            failures.note(slug, "api", error)
            continue
        gated = decorate_urlpatterns(list(patterns), require(slug, read_when_frozen=True))
        found.append(path(f"{slug}/", (gated, app_name, namespace)))
    return found


def _api(slug: str, router: Any) -> NinjaAPI:
    plugin = registry().plugins[slug]
    api = NinjaAPI(
        title=str(plugin.title),
        version="1",
        description=str(plugin.summary),
        urls_namespace=f"plugin_{slug}_api",
        renderer=Readable(),
    )
    api.add_router("", router)
    return api
