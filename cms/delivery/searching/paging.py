"""Pages of a list that is asked for with ?page=."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

PAGE_SIZE = 20
MAX_PAGES = 50


def page_number(request: HttpRequest) -> int:
    """The page that was asked for; the first or the last that there can be for anything else."""
    asked = request.GET.get("page", "1")
    return min(max(int(asked[:6]), 1), MAX_PAGES) if asked.isascii() and asked.isdigit() else 1


def page_links(request: HttpRequest, number: int, more: bool) -> dict:
    query = request.GET.copy()

    def link(page: int) -> str:
        query["page"] = str(page)
        return f"?{query.urlencode()}"

    return {
        "previous_url": link(number - 1) if number > 1 else "",
        "next_url": link(number + 1) if more and number < MAX_PAGES else "",
        "label": _("第%(n)s页") % {"n": number},
    }
