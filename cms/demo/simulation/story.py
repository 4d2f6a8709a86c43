"""The named events of the district's year. Each has its day here; who tells it registers a function.

Another part of the demonstration adds to TOLD; plugins have their part where they are on (cms/extension/demonstration.py).
An event that nobody tells is passed over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

EVENTS: tuple[tuple[int, int, str], ...] = (
    (1, 20, "scheme published"),
    (3, 20, "documents handed in"),
    (6, 30, "mid-year evaluation"),
    (7, 1, "lead change"),
    (8, 20, "veto decided"),
    (10, 9, "before the nominations"),
    (10, 12, "nominations"),
    (10, 26, "review"),
    (11, 3, "visits"),
    (11, 12, "deliberation"),
    (11, 16, "notice"),
    (11, 25, "bulletin"),
    (11, 26, "showcase"),
    (12, 31, "year's evaluation"),
)
CHECKED = "pages checked"
"""On the 28th of each month: the nightly scan of a simulated year, which nobody wants to play every night."""
EVENTS += tuple((month, 28, CHECKED) for month in range(1, 13))
"""(month, day, name). A day that is not worked moves on to the next one that is, within the year."""

Teller = Callable[[dt.date, Any], None]
TOLD: dict[str, Teller] = {}
"""Name → function(day, stage). It runs at the centre's moment with nothing bound, and takes care itself that twice is once."""


def tells(name: str) -> Callable[[Teller], Teller]:
    """Decorator: this function tells the event. Raises ValueError for a name that EVENTS does not have."""
    if name not in {event for _month, _day, event in EVENTS}:
        raise ValueError(name)

    def keep(teller: Teller) -> Teller:
        TOLD[name] = teller
        return teller

    return keep
