"""Signals for a process that waits: none is lost, and nothing happens in the middle of something else."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterable


def _noted(number: int, frame: object) -> None:
    """Python writes the number to the wake-up pipe before it comes here."""


class Hearing:
    """From now on the process hears `numbers`, and nothing else happens when they come. An ignored one stays ignored.

    Nothing is blocked, as `sigtimedwait` would want it: programmes that are started would be deaf as well.
    """

    def __init__(self, numbers: Iterable[int]) -> None:
        self.reading, writing = os.pipe()
        for end in (self.reading, writing):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        for number in numbers:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, _noted)

    def wait(self, seconds: float) -> set[int]:
        """What came since the last call, or comes within so long; as soon as something does."""
        ready, _, _ = select.select([self.reading], [], [], max(seconds, 0))
        return set(os.read(self.reading, 4096)) if ready else set()
