"""What a check says of a catalog: where, why, and what would put it right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LEVELS = ("error", "warning", "doubt")


@dataclass(frozen=True)
class Finding:
    """`code` is the check's, `item` the item's ('' for the catalog as a whole). Errors keep a version from being filed."""

    code: str
    level: str
    item: str
    field: str
    message: str
    fix: str = ""
    """What to do, in words."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Field values that would do it, where the fix is clear enough to be applied by one click."""

    @property
    def blocks(self) -> bool:
        return self.level == "error"
