"""When an attempt is made again, how long an endpoint may fail, and where each figure comes from."""

from __future__ import annotations

import datetime as dt
import random

RETRIES = tuple(
    dt.timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""Pauses before the second attempt, the third and so on: the example schedule of Standard Webhooks 1.0
(specification, "Deliverability and reliability"). Ten attempts in 75 hours and 35 minutes."""

JITTER = 0.2
"""A pause is up to a fifth longer, at random, so that what failed together does not come back together. Never shorter:
a receiver that is down is not called more often than the schedule says. The specification asks for jitter and names
no figure; this one is ours."""

LONGEST_WISH = dt.timedelta(hours=24)
"""How far a receiver's Retry-After is followed: the longest pause of the schedule."""

QUIET = dt.timedelta(seconds=60)
"""How long an endpoint is left alone after 429, 502, 503, 504 or a timeout without a wish of its own. The specification
asks to throttle; the figure is ours: with it a receiver that hangs costs its unit one worker a third of the time."""

FAILING_DAYS = 10
"""Days without one success after which an endpoint is disabled. The specification asks for it and names no figure.
Ours is longer than the schedule and than the longest statutory holiday (nine days at Spring Festival 2026, 国办发明电
〔2025〕7号), and leaves a working day to mend it."""

OVERLAP = dt.timedelta(hours=24)
"""How long the old secret of an endpoint signs beside the new one. The specification leaves it to the sender; a day is
what its largest implementers give."""

LEFT_BEHIND = dt.timedelta(seconds=90)
"""An attempt that is open for longer has nobody behind it any more: four times what one may take."""

KEPT_DAYS = 90
"""How long deliveries and their attempts are kept. Ours: longer than anybody takes to ask why a message never came."""


def pause_after(
    tried: int, *, wish: float | None = None, rng: random.Random | None = None
) -> dt.timedelta | None:
    """How long to wait after so many attempts of one round; None when there are no more. `wish`: Retry-After."""
    if tried > len(RETRIES):
        return None
    pause = RETRIES[max(tried, 1) - 1] * (1 + JITTER * (rng or random).random())
    if wish is None:
        return pause
    return max(pause, min(dt.timedelta(seconds=wish), LONGEST_WISH))
