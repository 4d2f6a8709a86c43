"""Marks in the text of a page the passages that a correction is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()
TAG = re.compile(r"(<[^>]*>)")


@register.filter
def marking(markup: str, corrections: Iterable[dict[str, Any]] | None) -> SafeString:
    """HTML with each passage marked where it first stands as running text, with a link to its correction.

    A passage that goes over a link or a bold word is not marked; the correction quotes it anyway.
    """
    parts = TAG.split(str(conditional_escape(markup)))
    for correction in corrections or ():
        _mark(parts, correction)
    # The parts are the page's own mark-up, ours is made by format_html.
    return mark_safe("".join(parts))  # noqa: S308 -- the template's own output, and nothing that is not escaped


def _mark(parts: list[str], correction: dict[str, Any]) -> None:
    wanted = escape(correction["passage"].strip())
    for number in range(0, len(parts), 2):  # text stands between the tags
        before, found, after = parts[number].partition(wanted)
        if not found:
            continue
        link = format_html(
            '<mark class="corrected" id="passage-{}">{}<a href="#correction-{}">{}</a></mark>',
            correction["number"],
            mark_safe(found),  # noqa: S308 -- a piece of the page's own mark-up
            correction["number"],
            _("［见更正%(n)s］") % {"n": correction["number"]},
        )
        # Back into tags and texts, so that the next passage is sought in texts alone.
        parts[number : number + 1] = TAG.split(f"{before}{link}{after}")
        correction["marked"] = True
        return
