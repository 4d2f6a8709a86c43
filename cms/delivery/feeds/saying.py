"""An entry's text as it may stand in somebody else's reader."""

from __future__ import annotations

import re

import nh3
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cms.pages.corrections import FaultKind
from cms.publication.models import Entry

TAGS = nh3.ALLOWED_TAGS - {"area", "map"} | {"figcaption", "figure", "section"}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
# What XML cannot hold; documents from word processors bring it along.
UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def speakable(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return UNSPEAKABLE.sub("", text)


def content(entry: Entry, *, note: str, base: str, with_files: bool) -> str:
    """HTML with absolute links: what is new in this version, what was corrected, the text itself.

    `base` is the address of the entry; without files, pictures are left out: nobody serves them any more.
    """
    text = nh3.clean(
        entry.html,
        tags=TAGS if with_files else TAGS - {"img"},
        attributes=ATTRIBUTES,
        url_relative=("rewrite_with_base", base),
        link_rel=None,
    )
    changed = format_html("<p><b>{}</b>{}</p>", _("更新说明："), note) if note else ""
    whole = format_html("{}{}{}", changed, _corrections(entry), mark_safe(text))  # noqa: S308 -- cleaned by nh3
    return speakable(whole)


def _corrections(entry: Entry) -> SafeString:
    rows = (
        (FaultKind(one["fault"]).label, one["passage"], one["text"], one["on"]) for one in entry.corrections
    )
    return format_html_join("", "<p><b>{}</b>“{}”：{}（{}）</p>", rows)
