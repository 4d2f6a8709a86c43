"""Figures that plugins measure about a site. What fails is not measured, and never zero."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cms.extension import gate
from cms.extension.contributions import Indicator, Reading, Subject
from cms.extension.registry import registry


def readings(year: int, *, subject: Subject | None = None) -> list[Reading]:
    """Every indicator of the plugins that are on in the bound site."""
    return [Reading(slug, one, _measure(slug, one, year)) for slug, one in _asked(subject)]


def _asked(subject: Subject | None) -> Iterator[tuple[str, Indicator]]:
    for slug, one in registry().each("indicators"):
        if gate.active(slug) and subject in (None, one.subject):
            yield slug, one


def _measure(slug: str, indicator: Indicator, year: int) -> float | None:
    value: float | None = None
    with gate.guarded(slug, f"indicator {indicator.key}"):
        value = indicator.measure(year)
        if value is not None and not math.isfinite(value):
            value = None
    return value
