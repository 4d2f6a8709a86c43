"""The worker beside the demonstration's web server: started with it, kept alive, stopped with it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cms.interruption import undisturbed

PAUSE = 10.0
"""Seconds between two starts of a worker that ended by itself."""
STOP_SECONDS = 8.0


class Beside:
    """One `cms worker` of ours. Its end is seen about once a second, and answered with a new one."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.started = float("-inf")

    def keep(self) -> None:
        if self.process is not None and self.process.poll() is None:
            return
        if time.monotonic() - self.started < PAUSE:
            return
        self.started = time.monotonic()
        # In a session of its own: the terminal's Ctrl-C is for us, and we tell it. It ends by itself when we are killed.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cms", "worker", "--concurrency", "2", "--parent", str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop(self) -> None:
        if self.process is None:
            return
        with undisturbed():
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@contextmanager
def worker_beside() -> Iterator[Beside]:
    """A worker for the block."""
    beside, first = Beside(), os.getpid()
    try:
        beside.keep()
        yield beside
    finally:
        # A web worker is a fork and comes through here too when it ends.
        if os.getpid() == first:
            beside.stop()
