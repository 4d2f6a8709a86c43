"""A process and all that it started, as /proc tells of them."""

from __future__ import annotations

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
FIELDS = slice(11, 15)
"""utime, stime and those of children that ended and were waited for, after the name (proc(5), stat)."""


def children(process: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == process:
            found.append(int(entry.name))
    return found


def tree(process: int) -> list[int]:
    return [process, *(each for child in children(process) for each in tree(child))]


def cpu_seconds(process: int) -> float:
    """What the process and all below it have used of the processors, in steps of a hundredth of a second."""
    used = 0
    for each in tree(process):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used += sum(map(int, fields[FIELDS]))
    return used / TICKS
