"""Contrast of colours as WCAG 2.2 measures it, and the pairs that every theme must keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

TEXT = ("ink", "ink-soft", "accent", "met", "soon", "overdue", "quiet")
GROUNDS = ("paper", "surface")
READABLE, EDGE_VISIBLE = 7.0, 3.0
PAIRS: tuple[tuple[str, str, float], ...] = (
    *((f"color.{text}", f"color.{ground}", READABLE) for text in TEXT for ground in GROUNDS),
    ("color.bar", "color.bar-ink", READABLE),
    ("color.mark", "color.ink", READABLE),
    ("color.line-strong", "color.paper", EDGE_VISIBLE),
    ("color.plate", "color.plate-ink", 21.0),
)


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def weak(colours: Mapping[str, str]) -> Iterator[tuple[str, str, float, float]]:
    """Pairs that are too close: (one, other, measured, wanted)."""
    for one, other, wanted in PAIRS:
        measured = contrast(colours[one], colours[other])
        # What is shown as 7.00 counts as 7.
        if round(measured, 2) < wanted:
            yield one, other, measured, wanted
