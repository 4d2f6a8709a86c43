"""What stands in the place of an entry that was taken away: when, why, whom to ask, where to go on. Never what it said."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cms.publication.models import Entry, Withdrawal
from cms.publication.queries import replacement_of, withdrawals_of, withdrawn_at
from cms.publication.states import NAMELESS, STANDARD, Departure

SAFE = ("GET", "HEAD")


def in_its_place(request: HttpRequest) -> HttpResponse | None:
    """The answer at an address of the bound unit where an entry was. None where there was none.

    With `?withdrawn` the explanation shows where the address leads on to what replaces it.
    """
    path = request.path if request.path.endswith("/") else f"{request.path}/"
    entry = withdrawn_at(path) if request.method in SAFE else None
    if entry is None:
        return None
    made = withdrawals_of([entry]).get(entry.uuid)
    onward = made and replacement_of(made)
    if made and made.leads_on and onward and "withdrawn" not in request.GET:
        return redirect(onward.path)
    return render(request, "410.html", {"withdrawal": _told(entry, made, onward)}, status=410)


def withdrawal_words(entry: Entry) -> dict[str, Any]:
    """What the public reads in the place of an entry that left. Three queries at most, and one a hop."""
    made = withdrawals_of([entry]).get(entry.uuid)
    return _told(entry, made, made and replacement_of(made))


def _told(entry: Entry, made: Withdrawal | None, onward: Entry | None) -> dict[str, Any]:
    """For the template. An entry that the release before this withdrew has no explanation."""
    kind = Departure(made.kind) if made else Departure.TAKEN_DOWN
    nameless = kind in NAMELESS
    return {
        "kind": kind.label,
        "title": "" if nameless else entry.title,
        "item": "" if nameless else f"{entry.item_code} {entry.item_title}",
        "unit": entry.unit.name,
        "on": timezone.localtime(entry.withdrawn_at).date(),
        "published_on": timezone.localtime(entry.published_at).date(),
        "reason": made.explanation if made else STANDARD[Departure.TAKEN_DOWN],
        "contact": made.contact if made else "",
        "replacement": onward and {"title": onward.title, "url": onward.path},
        "record_url": f"/api/v1/entries/{entry.uuid}",
    }
