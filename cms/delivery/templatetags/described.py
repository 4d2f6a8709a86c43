"""What machines read in a page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cms.delivery.linked import of_page

register = template.Library()


@register.simple_tag(takes_context=True)
def linked_data(context: template.Context) -> SafeString | str:
    """The script element with schema.org's words for the page. Nothing where there is nothing to say."""
    flat: dict[str, Any] = context.flatten()
    said = of_page(flat)
    return said and format_html('<script type="application/ld+json">{}</script>\n', said)
