"""Buckets that all processes of a machine share: a file of numbers in memory. No address is ever written down.

A bucket is found by a keyed hash of whose it is; the key is made with the file. Two that hash alike share one: among a
quarter of a million that is rare, and means that they wait a little longer. A request that is counted by two processes at the
same instant may be counted once, which is no harm either.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import secrets
import struct
import tempfile
from pathlib import Path

BUCKETS = 1 << 18
KEY = 32
SIZE = KEY + 8 * BUCKETS
NUMBER = struct.Struct("d")


def _made(path: Path) -> None:
    """The file, empty and with a key of its own, in one step: no process sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY))
        file.truncate(SIZE)
    try:
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()


class Buckets:
    """When each bucket will be full again, in seconds since 1970. One never used is full."""

    def __init__(self, path: Path) -> None:
        if not path.exists() or path.stat().st_size != SIZE:
            path.unlink(missing_ok=True)
            _made(path)
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), SIZE)
        self._key = self._memory[:KEY]

    def _place(self, whose: str) -> int:
        digest = hashlib.blake2b(whose.encode(errors="replace"), key=self._key, digest_size=8).digest()
        return KEY + 8 * (int.from_bytes(digest) % BUCKETS)

    def __getitem__(self, whose: str) -> float:
        return float(NUMBER.unpack_from(self._memory, self._place(whose))[0])

    def __setitem__(self, whose: str, full_at: float) -> None:
        NUMBER.pack_into(self._memory, self._place(whose), full_at)
