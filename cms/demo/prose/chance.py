"""Chance that is the same everywhere: seeded by names, never by the process."""

from __future__ import annotations

import random
from hashlib import sha256

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


def chance(*parts: str) -> random.Random:
    """A generator that depends on the parts and on nothing else."""
    return random.Random(int.from_bytes(sha256("|".join(parts).encode()).digest()[:8]))


def person(luck: random.Random) -> str:
    """A person who cannot be anybody: 张某某."""
    return f"{luck.choice(SURNAMES)}某某"


def people(luck: random.Random, count: int) -> list[str]:
    """Different ones."""
    return [f"{surname}某某" for surname in luck.sample(SURNAMES, min(count, len(SURNAMES)))]
