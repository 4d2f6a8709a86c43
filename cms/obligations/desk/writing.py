"""How an obligation is written for. Pages come after obligations: they say here what they offer for a row."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cms.obligations.models import Obligation


@dataclass(frozen=True)
class Offer:
    """The one button of a row that leads to its text."""

    url: str
    words: str
    makes: bool = False
    """It makes a draft: sent as a form."""
    note: str = ""
    """How far the text is, where somebody has begun it."""


Writer = Callable[[Any, Sequence[Obligation]], Mapping[uuid.UUID, Offer]]
_writers: list[Writer] = []


def writes(writer: Writer) -> Writer:
    """Have a function asked for offers: of a user and rows, a fixed number of queries whatever they are."""
    _writers.append(writer)
    return writer


def offers(user: Any, rows: Sequence[Obligation]) -> dict[uuid.UUID, Offer]:
    """Primary key of an obligation → what this person may do to write for it."""
    found: dict[uuid.UUID, Offer] = {}
    for writer in _writers:
        found.update(writer(user, rows))
    return found
