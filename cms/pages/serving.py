"""How the public side gets at a page: its address, whether a password guards it, and which page an address names.

Wagtail answers these for any number of sites and languages in one database. Here a tenant has one site, so each
is one short question, or none.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Q
from django.http import Http404, HttpRequest
from wagtail.models import PageViewRestriction
from wagtail.url_routing import RouteResult


def address(url_path: str) -> str:
    """The local address of a page by its `url_path`: what follows the home page, which is the site's root."""
    return "/" + url_path.split("/", 2)[2]


class Served:
    """Mixin of page types."""

    path: str
    url_path: str
    steplen: int

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str | None:
        """As Wagtail's for the only site of a tenant, without its table of sites. None before it is saved."""
        return address(self.url_path) if self.url_path else None

    url = property(get_url)

    def get_view_restrictions(self):
        """As Wagtail's, in one query: restrictions of the page, of those above it, and of what they are aliases of."""
        line = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        on_them = Q(page__path__in=line, page__alias_of=None) | Q(page__aliases__path__in=line)
        return PageViewRestriction.objects.filter(on_them).distinct()


# From the site down, so that it holds whatever the home page is called.
NAMED = """
    SELECT named.id, named.content_type_id
      FROM wagtailcore_site site
      JOIN wagtailcore_page home ON home.id = site.root_page_id
      JOIN wagtailcore_page named ON named.url_path = home.url_path || %s
     WHERE named.live
"""


def route(request: HttpRequest, path: str) -> RouteResult | None:
    """The page that an address of the bound tenant names, as its own `route` decides. None when there is none.

    Two queries, whatever the depth: which page it is, and the page.
    """
    tail = "".join(f"{part}/" for part in path.split("/") if part)
    with connection.cursor() as cursor:
        cursor.execute(NAMED, [tail])
        row = cursor.fetchone()
    model = row and ContentType.objects.get_for_id(row[1]).model_class()
    if not model:
        return None
    try:
        return model._default_manager.get(pk=row[0]).route(request, [])
    except Http404:
        return None
