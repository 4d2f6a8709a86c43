"""Drawn pictures of the demonstration: places and what hangs on their walls. No writing, no faces, nobody's photograph.

The same motif, seed and marks are the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from cms.demo.prose.chance import chance
from cms.demo.sketches.canvas import Canvas
from cms.demo.sketches.places import PLACES
from cms.demo.sketches.walls import calendar

CALENDAR = "calendar"
"""A wall calendar of twelve months; `marks` are how many things fall due in each."""


def sketched(motif: str, *, seed: str, marks: Sequence[int] = ()) -> bytes:
    """A PNG. Raises KeyError for a motif that nobody draws."""
    canvas = Canvas(chance("sketch", motif, seed))
    if motif == CALENDAR:
        calendar(canvas, marks)
    else:
        PLACES[motif](canvas)
    buffer = BytesIO()
    canvas.image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


__all__ = ["CALENDAR", "PLACES", "sketched"]
