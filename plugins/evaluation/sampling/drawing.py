"""Drawing a sample. To draw it again, take the keys of the population, one a text "entry/number", and:

1. sort them; their digest is SHA-256 over them in UTF-8, each followed by a line feed. It must be the digest that was kept;
2. give each the SHA-256 of the seed, a line feed and the key, as hexadecimal;
3. the sample is the keys with the smallest of these, in their order.

Whoever knows the seed beforehand could choose what becomes public: it is made at the moment of drawing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def digest_of(keys: Iterable[str]) -> str:
    return hashlib.sha256("".join(f"{key}\n" for key in sorted(keys)).encode()).hexdigest()


def drawn(seed: str, keys: Iterable[str], size: int) -> list[str]:
    """So many of the keys, all where there are fewer. The order in which the keys come does not matter."""
    return sorted(set(keys), key=lambda key: (_lot(seed, key), key))[:size]


def _lot(seed: str, key: str) -> str:
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()
