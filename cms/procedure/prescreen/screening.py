"""All detectors over one text."""

from __future__ import annotations

from dataclasses import replace

from cms.procedure.prescreen.finding import Finding, Level
from cms.procedure.prescreen.marks import marks
from cms.procedure.prescreen.numbers import cards, identities, phones
from cms.registry.plain import half_width

DETECTORS = (identities, cards, phones, marks)


def screen(text: str) -> list[Finding]:
    """What is found in a text, in its order. Of findings that overlap the graver stays, of two as grave the first
    detector's. Cells of a table are parted by tabs, rows by line breaks: no number goes on over either."""
    plain, kept = half_width(text), list[Finding]()
    found = [one for detector in DETECTORS for one in detector(plain)]
    for one in sorted(found, key=lambda one: one.level != Level.HARD):
        if not any(one.overlaps(other) for other in kept):
            kept.append(replace(one, text=text[one.start : one.end]))
    return sorted(kept, key=lambda one: one.start)
