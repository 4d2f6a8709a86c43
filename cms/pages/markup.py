"""The mark-up that running text may hold: what the editor's buttons make, and nothing else."""

from __future__ import annotations

import nh3

FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript"]
"""Buttons of the rich text editor."""
TAGS = {"p", "br", "h3", "h4", "b", "i", "strong", "em", "ol", "ul", "li", "a", "sup", "sub"}
# Draftail knows its blocks again by their keys.
ATTRIBUTES = {"a": {"href", "linktype", "id"}} | {tag: {"data-block-key"} for tag in ("p", "li", "h3", "h4")}
SCHEMES = {"http", "https", "mailto", "tel"}


def clean_markup(source: str) -> str:
    """The source of a rich text without any other tag, attribute or address. Scripts go with their content."""
    return nh3.clean(source, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
