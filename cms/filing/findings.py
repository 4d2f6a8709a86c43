"""What the machine finds in a catalog, for whoever files it and whoever checks it: the same as at the unit's desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cms.catalog import checks
from cms.catalog.checks import Finding

__all__ = ["Finding", "findings_of"]


def findings_of(items: Iterable[Mapping[str, Any]], *, kind: str) -> list[Finding]:
    """What speaks against filing or registering a catalog of a kind of unit, errors first. One query."""
    return checks.findings(items, kind=kind, library=checks.library())
