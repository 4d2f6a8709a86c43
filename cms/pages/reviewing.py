"""What of a page people decide about: its corrections, its details and its body, all of it."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cms.pages.corrections import FaultKind, corrections_of
from cms.pages.details.reading import markup
from cms.pages.models import ArticlePage


def _said(said: dict[str, str]) -> tuple[str, str, str, str]:
    fault = str(FaultKind(said["fault"]).label) if said["fault"] in FaultKind.values else said["fault"]
    return fault, said["on"], said["passage"], said["text"]


def to_review(page: ArticlePage) -> SafeString:
    """As HTML, in the order in which the public reads it."""
    told = [(_("更正与说明"), *_said(said)) for said in corrections_of(page)]
    rows = format_html_join("", "<h4>{}：{} {}</h4>\n<blockquote><p>{}</p></blockquote>\n<p>{}</p>\n", told)
    # Blocks escape what their authors wrote.
    return format_html("{}{}", rows, mark_safe(markup(page)))  # noqa: S308 -- the blocks' own mark-up
