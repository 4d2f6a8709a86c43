"""The value on a poster: anybody with the list can compute it again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

SHOWN = 16
"""Signs of it on paper, in fours: nobody types more, and nobody finds another list with the same 64 bits in time."""


def digest_of(lines: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over one line of text for each entry: uuid, version and content hash with a space between, no line end
    after the last."""
    told = "\n".join(f"{one['entry']} {one['version']} {one['content_hash']}" for one in lines)
    return hashlib.sha256(told.encode()).hexdigest()


def in_fours(digest: str) -> str:
    return " ".join(digest[start : start + 4] for start in range(0, SHOWN, 4))
