"""Which addresses of a site a copy holds, and in which file each lies."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

PAGES = {"front", "page"}
FILES = {"media", "picture", "wagtaildocs_serve", "theme_css"}
QUERIES = {"page", "year", "versions", "version"}
"""What a page of the site is asked with. Whatever else stands in an address is left out of it."""
PLAIN = re.compile(r"[0-9A-Za-z-]{1,40}")
INDEX = "index.html"


class Kind(Enum):
    PAGE = "page"
    FILE = "file"
    LIVE = "live"
    """On the site alone: a search, a form, the API."""


@dataclass(frozen=True)
class Place:
    """An address of the site without its fragment; `query` in one order, so that one page is one place."""

    path: str
    query: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        words = "&".join(f"{name}={value}" if value else name for name, value in self.query)
        return f"{quote(self.path)}?{words}" if words else quote(self.path)

    @property
    def kind(self) -> Kind:
        if {"..", "."} & set(self.path.split("/")) or "\\" in self.path:
            return Kind.LIVE
        if self.path.startswith(settings.STATIC_URL):
            return Kind.FILE
        try:
            name = resolve(self.path).url_name
        except Resolver404:
            return Kind.LIVE
        if name in PAGES and self.path.endswith("/"):
            return Kind.PAGE
        return Kind.FILE if name in FILES else Kind.LIVE

    @property
    def file(self) -> str:
        """Path in the copy, with / between its parts."""
        folder = self.path.lstrip("/")
        if self.kind is not Kind.PAGE:
            return folder
        if not self.query:
            return folder + INDEX
        name = "-".join(part for pair in self.query for part in pair if part)
        if not PLAIN.fullmatch(name):
            name = hashlib.sha256(name.encode()).hexdigest()[:16]
        return f"{folder}{name}.html"


def place_of(link: str, *, on: Place, origin: str) -> tuple[Place | None, str]:
    """(the place that a link on a page leads to, its #fragment). None for what is not on the site."""
    whole = urlsplit(urljoin(origin + on.address, link.strip()))
    if f"{whole.scheme}://{whole.netloc}" != origin:
        return None, ""
    asked = sorted(pair for pair in parse_qsl(whole.query, keep_blank_values=True) if pair[0] in QUERIES)
    path = unquote(whole.path) or "/"
    return Place(
        path, tuple(asked) if path.endswith("/") else ()
    ), f"#{whole.fragment}" if whole.fragment else ""


def link_to(place: Place, *, on: Place) -> str:
    """The relative link from one file of the copy to another."""
    up, here, there = "", on.file.split("/")[:-1], place.file.split("/")
    while here and len(there) > 1 and here[0] == there[0]:
        here, there = here[1:], there[1:]
    up = "../" * len(here)
    return quote(up + "/".join(there))
