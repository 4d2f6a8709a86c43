"""The mark on the home page of a unit whose practice is shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from cms.extension import Panel, Place, current
from plugins.showcase import showing


def mark(request: HttpRequest, page: Any) -> str:
    """ "" where the unit has none, or the centre shows none."""
    rows = showing.practices().filter(unit__tenant__schema_name=current().schema_name)
    found = list(rows.only("title", "year", "line__name", "unit__name"))
    if not found or not showing.is_open():
        return ""
    base = showing.central(request)
    return render_to_string("plugins/showcase/mark.html", {"rows": found, "base": base}) if base else ""


PANELS = [Panel(Place.SITE_HOME, mark, order=50)]
