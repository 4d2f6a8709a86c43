"""Long texts in parts that a vector can hold."""

from __future__ import annotations

import re

PART = 100_000
"""Characters of a part at most."""
_NEAR = 2_000
_END = re.compile("[\n。！？!?；;]")


def split(text: str, size: int = PART) -> list[str]:
    """The parts, which together are the text. Cut where a sentence ends, if one does near the limit."""
    parts = []
    while len(text) > size:
        ends = [found.end() for found in _END.finditer(text, max(0, size - _NEAR), size)]
        at = ends[-1] if ends else size
        parts.append(text[:at])
        text = text[at:]
    return [*parts, text] if text else parts
