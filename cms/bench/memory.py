"""How much memory processes of our own and the database's backends have to themselves, and what the processor did."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

PAUSE = 0.2


def private_bytes(pid: int) -> int:
    """Memory that a process shares with nobody (RssAnon). 0 where there is no such process here."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:")), 0)


def children(pid: int) -> list[int]:
    """Processes that a process has started and that are still there."""
    found: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(word) for word in file.read_text().split()]
    return found


def processor_seconds(pid: int) -> float:
    """What a process and all that it started have had of the processor so far, those that have ended included."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    own = sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    return own + sum(processor_seconds(child) for child in children(pid))


class Samples:
    """The largest of some processes, looked at a few times a second for as long as a block lasts."""

    def __init__(self, pids: Callable[[], list[int]]) -> None:
        self.pids = pids
        self.taken: list[int] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def _sample(self) -> None:
        while not self._over.wait(PAUSE):
            self.taken.append(max([private_bytes(pid) for pid in self.pids()] or [0]))

    def __enter__(self) -> Samples:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        self._thread.join()

    def peak(self, part: slice = slice(None)) -> int:
        """The largest value of all samples, or of a part of them. Bytes."""
        return max(self.taken[part] or [0])

    @property
    def early(self) -> int:
        """The largest of the first third."""
        return self.peak(slice(0, max(len(self.taken) // 3, 1)))

    @property
    def late(self) -> int:
        """The largest of the last third."""
        return self.peak(slice(-max(len(self.taken) // 3, 1), None))
