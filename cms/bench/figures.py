"""What every benchmark says: numbers of a series, the machine's load, and units in words."""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Sequence
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0–1) of the values do not exceed. `values` is not empty."""
    ranked = sorted(values)
    return ranked[max(math.ceil(share * len(ranked)), 1) - 1]


def median(values: Sequence[float]) -> float:
    return percentile(values, 0.5)


def count(text: str) -> int:
    """A whole number from 1 on, for an option. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text} 不是 1 或更大的整数")
    return int(text)


def duration(text: str) -> float:
    """Seconds above 0, for an option. Raises ArgumentTypeError."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"{text} 不是大于 0 的秒数")
    return seconds


def load_average() -> float:
    """Processes that ran or waited over the last minute, to judge whether the machine was calm."""
    return round(os.getloadavg()[0], 2)


def machine(figures: dict[str, Any]) -> str:
    """The machine of a run in words, from `cpus`, `load_before` and `load_after`."""
    before, after = figures["load_before"], figures["load_after"]
    return f"{figures['cpus']} 个处理器，平均负载开始时 {before} 个进程，结束时 {after} 个进程"


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"
