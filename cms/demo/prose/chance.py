"""Chance that is the same everywhere: seeded by names, never by the process."""

from __future__ import annotations

import random
from hashlib import sha256

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"


def chance(*parts: str) -> random.Random:
    """A generator that depends on the parts and on nothing else."""
    return random.Random(int.from_bytes(sha256("|".join(parts).encode()).digest()[:8]))  # noqa: S311 -- no secret


def people(luck: random.Random, count: int) -> list[str]:
    """Different persons who cannot be anybody: 张某某, 李某某. At most as many as there are surnames."""
    return [f"{surname}某某" for surname in luck.sample(SURNAMES, min(count, len(SURNAMES)))]
