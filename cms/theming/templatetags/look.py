"""What a template needs of the look that its site wears."""

from __future__ import annotations

from typing import Any

from django import template

from cms.theming.look import Look, worn

register = template.Library()


@register.simple_tag(takes_context=True)
def theme_sheet(context: Any) -> str:
    """Address of the sheet behind that of base; '' where there is nothing to add."""
    return _look(context).address


@register.simple_tag(takes_context=True)
def previewed(context: Any) -> str:
    """Title of the theme that is only being looked at; '' for what everybody sees."""
    look = _look(context)
    return look.whole.manifest.title if look.preview else ""


def _look(context: Any) -> Look:
    # Named in the context where a theme is tried without a site.
    return context.get("look") or worn()
