"""Drawing a sample that anybody can draw again: pure, from a seed, a list and a share.

    sha256(seed + ":" + key) is computed for each key; the keys with the smallest hashes are drawn, so many as the
    share makes, rounded up.

`printf '%s:%s' SEED KEY | sha256sum` and a sort do it without this program.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal

HUNDRED = 100


def draw(seed: str, population: Iterable[str], share: Decimal | int) -> list[str]:
    """The keys that are drawn, in the order of their hashes. `share` is in percent."""
    keys = set(population)
    count = min(math.ceil(Decimal(len(keys)) * Decimal(share) / HUNDRED), len(keys))
    return sorted(keys, key=lambda key: (_hash(f"{seed}:{key}"), key))[:count]


def hash_of(population: Iterable[str]) -> str:
    """SHA-256 of the list, sorted, one key a line."""
    return _hash("".join(f"{key}\n" for key in sorted(set(population))))


def agrees(
    *, seed: str, population: Sequence[str], share: Decimal, population_hash: str, drawn: Sequence[str]
) -> bool:
    """Whether a recorded draw is what its seed and list make."""
    return hash_of(population) == population_hash and draw(seed, population, share) == list(drawn)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
