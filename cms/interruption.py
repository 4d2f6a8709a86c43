"""Ctrl-C, SIGTERM and a closed terminal: one exception, so that what was begun is put in order on the way out."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ECHO = 2.0
"""Seconds in which a further signal is the same wish: terminal, shell and make each send theirs."""
_last = float("-inf")


class Interrupted(KeyboardInterrupt):
    """Somebody asked us to stop. `status` is the exit status a shell expects for it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number


def _raise(number: int, frame: FrameType | None) -> None:
    global _last
    now = time.monotonic()
    before, _last = _last, now
    if now - before > ECHO:
        raise Interrupted(number)


def listen() -> None:
    """From now on every request to stop raises Interrupted. One that is ignored (nohup) stays ignored."""
    for number in NUMBERS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _raise)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Finish the block: a second Ctrl-C must not leave the database behind."""
    kept = {number: signal.signal(number, signal.SIG_IGN) for number in NUMBERS}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
