"""What a unit's kind decides about its catalog: the prefix of its codes and the template it starts from."""

from __future__ import annotations

from cms.catalog.importing.words import table

UNKNOWN = "SX"
"""The prefix where nobody knows whose catalog it is: 事项."""


def prefix_of(kind: str | None, named: str = "") -> str:
    """The prefix of codes for a kind; without a kind, for whatever the unit's name says of it."""
    kinds = table("kinds")
    if kind in kinds:
        return kinds[kind]["prefix"]
    return next(
        (one["prefix"] for one in kinds.values() if any(word in named for word in one["names"])), UNKNOWN
    )


def template_of(kind: str) -> str:
    """The name of the template for a kind; the general one where there is none of its own."""
    return table("kinds").get(kind, {}).get("template", "generic")
