"""The mark-up that running text may hold: what the editor's buttons make, and nothing else."""

from __future__ import annotations

import html
import re

import nh3

FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript"]
"""Buttons of the rich text editor."""
TAGS = {"p", "br", "h3", "h4", "b", "i", "strong", "em", "ol", "ul", "li", "a", "sup", "sub"}
# Draftail knows its blocks again by their keys.
ATTRIBUTES = {"a": {"href", "linktype", "id"}} | {tag: {"data-block-key"} for tag in ("p", "li", "h3", "h4")}
BREAKS = re.compile(
    r"</(?:p|h\d|li|tr|div|section|figure|figcaption|caption|blockquote|dt|dd)>|<br ?/?>", re.I
)
CELLS = re.compile(r"</t[dh]>", re.I)
ANY = re.compile(r"<[^>]+>")
SCHEMES = {"http", "https", "mailto", "tel"}


def clean_markup(source: str) -> str:
    """The source of a rich text without any other tag, attribute or address. Scripts go with their content."""
    return nh3.clean(source, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)


def plain_text(markup: str, *, between: str = " ") -> str:
    """HTML as lines of plain text; `between` parts the cells of a table: a space, or a line break."""
    text = ANY.sub("", CELLS.sub(between, BREAKS.sub("\n", markup)))
    lines = (" ".join(line.split()) for line in html.unescape(text).splitlines())
    return "\n".join(line for line in lines if line)
