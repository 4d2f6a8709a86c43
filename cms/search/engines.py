"""The engine that this installation asks: `settings.SEARCH_ENGINE`, a dotted name."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from cms.search.contract import SearchEngine


def engine() -> SearchEngine:
    return made(settings.SEARCH_ENGINE)


@cache
def made(name: str) -> SearchEngine:
    """Once in a process: it keeps its connections."""
    return import_string(name)()
