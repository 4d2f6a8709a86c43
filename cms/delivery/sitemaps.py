"""/sitemap.xml and /robots.txt: every address of the bound site that is public, from the ledger alone.

A site speaks only of its own host, as sitemaps.org demands: the district's has its portal, its pages of units, and
the entries that it keeps of those whose site is closed. Django divides what is longer than the protocol allows.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as served
from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from cms.delivery.rows import kept_at
from cms.publication.models import Entry
from cms.publication.queries import public_entries
from cms.registry.models import Unit
from tenants.context import current
from tenants.states import IN_SERVICE

CENTRAL = "central"
CHANGED = Coalesce("withdrawn_at", "updated_at")
HERE = Q(withdrawn_at=None)
CLOSED = ("/admin/", "/_preview/", "/search", "/display/")
"""What crawlers have no business with."""


class Place(NamedTuple):
    path: str
    changed: dt.datetime | None


class Map(Sitemap):
    """A part: `items` are Places, or rows that `location` makes one of."""

    def location(self, item: Any) -> str:
        return item.path

    def lastmod(self, item: Any) -> dt.datetime | None:
        return item.changed


def _newest(places: list[Place]) -> dt.datetime | None:
    return max((place.changed for place in places if place.changed), default=None)


class ListedMap(Map):
    """A part that is made whole, once. `places` are its pages."""

    places: list[Place]

    def items(self) -> list[Place]:
        return self.places

    def get_latest_lastmod(self) -> dt.datetime | None:
        return _newest(self.places)


class PagesMap(ListedMap):
    """The front page, the column, its sections, and the items under which something is public. One query.

    A page changed when an entry below it came, changed, or left.
    """

    @cached_property
    def places(self) -> list[Place]:
        rows = Entry.objects.order_by().values_list("item_path")
        rows = rows.annotate(last=Max(CHANGED), here=Count("pk", filter=HERE)).filter(here__gt=0)
        changed: dict[str, dt.datetime | None] = {"/": None}
        for path, last, _here in rows.order_by("item_path"):
            for above in _line(path):
                changed[above] = max(filter(None, (changed.get(above), last)))
        return [Place(*place) for place in changed.items()]


def _line(path: str) -> list[str]:
    """An address and all above it: /, /column/, /column/a/, /column/a/b/."""
    parts = path.strip("/").split("/")
    return ["/", *("/" + "/".join(parts[:end]) + "/" for end in range(1, len(parts) + 1))]


class EntriesMap(Map):
    """The entries of the bound site, oldest first, so that a full part stays as it is."""

    def items(self):
        rows = Entry.objects.filter(HERE).order_by("published_at", "uuid")
        return rows.values_list("path", "updated_at", named=True)

    def lastmod(self, item) -> dt.datetime:
        return item.updated_at

    def get_latest_lastmod(self):
        return self.items().aggregate(last=Max("updated_at"))["last"]


class UnitsMap(ListedMap):
    """The district's directory, and its page of each unit."""

    @cached_property
    def places(self) -> list[Place]:
        rows = Unit.objects.using(CENTRAL).annotate(
            last=Max(Coalesce("entries__withdrawn_at", "entries__updated_at"))
        )
        pages = [Place(reverse("unit", args=[row.slug]), row.last) for row in rows]
        last = _newest(pages)
        return [Place(reverse("units"), last), Place(reverse("coverage"), last), *pages]


class KeptMap(EntriesMap):
    """Entries of units whose site is closed, which can be read on the district's."""

    def items(self):
        rows = public_entries(using=CENTRAL).exclude(unit__tenant__state__in=IN_SERVICE)
        return rows.order_by("published_at", "uuid").only("uuid", "updated_at", "unit__slug")

    def location(self, item) -> str:
        return kept_at(item)


def _parts() -> dict[str, Sitemap]:
    """Those that hold something: an empty one would be none."""
    known: dict[str, type[Sitemap]] = {"pages": PagesMap, "entries": EntriesMap}
    if current().is_central:
        known |= {"units": UnitsMap, "kept": KeptMap}
    parts = {name: part() for name, part in known.items()}
    return {name: part for name, part in parts.items() if part.paginator.count}


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """`/sitemap.xml`: the parts, and when each changed last."""
    return served.index(request, _parts(), sitemap_url_name="sitemap_part").render()


@require_safe
def sitemap_part(request: HttpRequest, section: str) -> HttpResponse:
    """`/sitemap-<section>.xml?p=2`. Raises Http404."""
    return served.sitemap(request, _parts(), section=section).render()


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`"""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
