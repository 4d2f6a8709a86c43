"""`{% plugin_panels "site_page" %}`: what plugins show at a place of a template."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from cms.extension.contributions import Place
from cms.extension.panels import panels_at

register = template.Library()


@register.simple_tag(takes_context=True)
def plugin_panels(context: Any, place: str, page: Any = None) -> str | SafeString:
    request = context.get("request")
    return panels_at(Place(place), request, page or context.get("page")) if request is not None else ""
