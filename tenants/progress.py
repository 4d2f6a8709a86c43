"""A line of progress on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
WIDTH = 24


def on_terminal() -> bool:
    return sys.stderr.isatty()


def progress(items: Iterable[Item], *, label: str, total: int) -> Iterator[Item]:
    """Yield the items, drawing `label ████░░ 12/90` on a terminal."""
    shown = 0.0
    for number, item in enumerate(items, 1):
        yield item
        if time.monotonic() - shown > 0.1 or number == total:
            shown = time.monotonic()
            draw(label, number, total)


def draw(label: str, number: int, total: int) -> None:
    """The line as it is now, on a terminal."""
    if not on_terminal():
        return
    filled = WIDTH * number // max(total, 1)
    end = "\n" if number == total else ""
    sys.stderr.write(f"\r{label} {'█' * filled}{'░' * (WIDTH - filled)} {number}/{total}{end}")
    sys.stderr.flush()
