"""Panels of plugins, each cut out for itself when it fails. They go where the core asks for them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.ui.components import Component

from cms.extension import gate
from cms.extension.contributions import Panel, Place
from cms.extension.registry import registry
from cms.extension.rights import may
from cms.extension.states import SEEN, PluginState

NONE = SafeString("")
ADMIN = (Place.ADMIN_HOME, Place.ADMIN_PAGE)


def panels_at(place: Place, request: HttpRequest, page: Any = None) -> SafeString:
    """What the plugins of the bound site show at a place. In the admin where they are on; on the site also frozen."""
    there = registry().panels[place]
    if not there:
        return NONE  # nothing to ask the gate for
    states, may = gate.states(), (PluginState.ACTIVE,) if place in ADMIN else SEEN
    made = [(slug, _render(slug, one, request, page)) for slug, one in there if states.get(slug) in may]
    return format_html_join(
        "",
        '<div class="plugin-panel" data-plugin="{}">{}</div>',
        [(slug, html) for slug, html in made if html],
    )


def _render(slug: str, panel: Panel, request: HttpRequest, page: Any) -> str:
    if panel.permission and not may(request, panel.permission):
        return ""
    with gate.guarded(slug, f"panel {panel.place.value}"):
        return conditional_escape(panel.render(request, page) or "")
    return ""


class PluginPanels(Component):
    """All panels of the plugins on 今天要做什么."""

    name = "plugins"
    order = 200

    def __init__(self, request: HttpRequest):
        self.request = request

    def render_html(self, parent_context: Any = None) -> SafeString:
        return format_html("{}", panels_at(Place.ADMIN_HOME, self.request))


def on_home(request: HttpRequest, panels: list[Component]) -> None:
    if registry().panels[Place.ADMIN_HOME]:
        panels.append(PluginPanels(request))
