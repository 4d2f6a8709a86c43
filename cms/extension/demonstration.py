"""Demonstration data of plugins, in the bound site of a demonstration."""

from __future__ import annotations

from cms.extension import actions, gate
from cms.extension.actions import By
from cms.extension.registry import registry
from cms.extension.states import Refused


def plant(*, by: By) -> list[str]:
    """Turn on what has a demonstration and suits the bound site, and fill it. Returns the slugs."""
    done = []
    for slug, fill in registry().of("demo"):
        if not gate.suits(slug):
            continue
        try:
            actions.enable(slug, by=by)
        except Refused:
            continue  # it needs another, which has none
        with gate.guarded(slug, "demo"):
            fill()
            done.append(slug)
    return done
