"""A quota as a bucket that fills evenly: the generic cell rate algorithm of ATM, one number a bucket."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Quota:
    """So many requests within so many seconds. They may come all at once."""

    requests: int
    seconds: int

    @property
    def interval(self) -> float:
        return self.seconds / self.requests


@dataclass(frozen=True)
class Verdict:
    """What a bucket says. `full_at` is the number to remember: when it will be full again, in seconds of a clock."""

    allowed: bool
    full_at: float
    remaining: int
    """Requests that would be allowed now."""
    wait: int
    """Whole seconds until one is; 0 when one is now."""
    reset: int
    """Whole seconds until all are."""


def ask(quota: Quota, full_at: float, now: float) -> Verdict:
    """One request more. What a bucket holds that was written by a clock that has been set back since is no debt."""
    held = min(max(full_at, now), now + quota.seconds)
    after = held + quota.interval
    allowed = after - now <= quota.seconds + 1e-9
    kept = after if allowed else held
    remaining = int((quota.seconds - (kept - now)) / quota.interval + 1e-6)
    wait = 0 if remaining else math.ceil(kept + quota.interval - quota.seconds - now - 1e-6)
    return Verdict(allowed, kept, max(remaining, 0), max(wait, 0), math.ceil(kept - now))
