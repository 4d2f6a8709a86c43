"""Numbers that are somebody's own and stand in nothing that the showcase gives out."""

from __future__ import annotations

from cms.extension import screen

PERSONAL = {"IDENTITY", "CARD", "PHONE"}


def names_somebody(*texts: str) -> bool:
    """Whether one of the texts holds an identity number, a bank card or a mobile telephone, as people write them."""
    # A line each: no number goes on from one text to the next.
    return any(found.kind in PERSONAL for found in screen("\n".join(texts)))
