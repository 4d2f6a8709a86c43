"""The mark on the home page of a unit whose practice is shown; on the district's portal, the newest of all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from cms.extension import Panel, Place, current
from plugins.showcase import showing

NEWEST = 6


def on_home(request: HttpRequest, page: Any) -> str:
    return portal() if current().is_central else mark(request)


def portal() -> str:
    """What may be objected to now, and the newest practices; "" where there is neither. Two queries."""
    shown = {"rows": showing.practices().defer(*showing.LONG)[:NEWEST], "notices": showing.running_notices()}
    return render_to_string("plugins/showcase/portal.html", shown) if any(shown.values()) else ""


def mark(request: HttpRequest) -> str:
    """ "" where the unit has none, or the centre shows none."""
    rows = showing.practices().filter(unit__tenant__schema_name=current().schema_name)
    rows = rows.select_related("campaign")
    found = list(rows.only("title", "year", "line__name", "unit__name", "campaign__code"))
    if not found or not showing.is_open():
        return ""
    base = showing.central(request)
    return render_to_string("plugins/showcase/mark.html", {"rows": found, "base": base}) if base else ""


PANELS = [Panel(Place.SITE_HOME, on_home, order=50)]
