"""Demonstration data of plugins, in the bound site of a demonstration; and their part in its simulated year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from cms.extension import actions, gate
from cms.extension.actions import By
from cms.extension.registry import attribute, registry
from cms.extension.states import Refused

EVENTS = "demo:EVENTS"
"""Name of an event of the year → function(day, facts), for a plugin that has a part in it."""


def plant(*, by: By) -> list[str]:
    """Turn on what has a demonstration and suits the bound site, and fill it. Returns the slugs."""
    done = []
    for slug, fill in _turned_on(by):
        with gate.guarded(slug, "demo"):
            fill()
            done.append(slug)
    return done


def turn_on(*, by: By) -> list[str]:
    """The same without filling: what comes then is told, day by day. Returns the slugs."""
    return [slug for slug, _fill in _turned_on(by)]


def _turned_on(by: By) -> Iterator[tuple[str, Any]]:
    for slug, fill in registry().of("demo"):
        if not gate.suits(slug):
            continue
        try:
            actions.enable(slug, by=by)
        except Refused:
            continue  # it needs another, which has none
        yield slug, fill


def tell(event: str, day: dt.date, facts: Mapping[str, Any]) -> list[str]:
    """An event of the simulated year happens, at the bound site: whoever has a part in it plays it. Twice must be once.

    Returns the slugs of those who did. One that fails fails the simulation: it would go on with a story half told.
    """
    done = []
    for slug, _fill in registry().of("demo"):
        part = attribute(registry().plugins[slug], EVENTS, {}).get(event)
        if part is not None and gate.active(slug):
            part(day, facts)
            done.append(slug)
    return done
