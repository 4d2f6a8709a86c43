"""What free text of the record may not hold."""

from __future__ import annotations

import re

LONG = re.compile(r"\d(?:[\s-]?\d){6,}")


def long_numbers(*texts: str) -> list[str]:
    """Runs of seven digits and more, however they are spaced: telephone, account and identity numbers begin there."""
    return [found[0] for text in texts for found in LONG.finditer(text)]
