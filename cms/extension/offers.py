"""What one plugin may ask another by name, so that neither imports the other. Nobody answers: None."""

from __future__ import annotations

from typing import Any

from cms.extension import gate
from cms.extension.contributions import Offers
from cms.extension.registry import registry


def ask(name: str, /, **asked: Any) -> Any:
    """What the plugin that offers `slug.name` says on the bound site. None where it is not there, off, or fails.

    It is a read: asked where the plugin is frozen, too. What is offered stands in its README; an answer is data
    (text, numbers, lists, dicts), never rows.
    """
    slug, _dot, offered = name.partition(".")
    function = _offered(slug).get(offered)
    if function is None or not gate.visible(slug):
        return None
    with gate.guarded(slug, f"offer {offered}"):
        return function(**asked)
    return None


def _offered(slug: str) -> Offers:
    kinds = registry().brought.get(slug)
    return kinds["offers"] if kinds else {}
