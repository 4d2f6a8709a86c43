"""An entry's text, fit to stand in somebody else's page: nothing but words, links, pictures and tables."""

from __future__ import annotations

import re

import nh3
from django.utils.safestring import SafeString, mark_safe

TAGS = nh3.ALLOWED_TAGS - {"area", "article", "h1", "map"} | {"figcaption", "figure", "section"}
ATTRIBUTES = {
    "a": {"href", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "time": {"datetime"},
}
"""No id, class or style: they would meet the portal's own."""
SCHEMES = {"http", "https", "mailto", "tel"}
HEADING = re.compile(r"<(/?)h([2-6])>")
DEEPEST = 6


def clean(html: str, *, base: str, level: int) -> SafeString:
    """`base`: where relative links lead; `level`: of the highest heading, which is h2 where the text comes from."""
    kept = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        url_relative=("rewrite_with_base", base),
        link_rel=None,
    )
    # What nh3 leaves has no < outside of tags, and headings have no attributes.
    moved = HEADING.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + level - 2, DEEPEST)}>", kept)
    return mark_safe(moved)  # noqa: S308 -- cleaned by nh3
