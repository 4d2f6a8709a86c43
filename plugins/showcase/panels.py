"""The mark on a unit's own site, with the way to what it was given for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from cms.extension import Panel, Place, current
from plugins.showcase.showing import shown


def mark(request: HttpRequest, page: Any) -> str:
    """Nothing for a unit without one. One query."""
    if current().is_central:
        return ""
    rows = list(shown().filter(unit__tenant__schema_name=current().schema_name))
    if not rows:
        return ""
    return render_to_string("plugins/showcase/public/mark.html", {"rows": rows}, request=request)


PANELS = [Panel(Place.SITE_HOME, mark)]
