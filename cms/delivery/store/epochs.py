"""Counters that all processes of a machine share: a file in memory, one counter for each tag.

An answer is kept with the counters of its tags as they were before it was made. Whoever learns of a change counts its
tags up, and with that every process has forgotten at once what they concerned.
"""

from __future__ import annotations

import fcntl
import logging
import mmap
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any
from zlib import crc32

from tenants.freshness import changes
from tenants.freshness.changes import News

log = logging.getLogger("gongkai.store")

SLOTS = 4096
"""Two tags in one slot are forgotten together, which does no harm."""
LEASE, EVERYTHING, FIRST = 0, 1, 2
COUNTERS = SLOTS * 8
TEXT = 16 * 1024
"""Bytes for each of two texts: which server the snapshot is of, and the snapshot."""
SIZE = COUNTERS + 2 * TEXT
LEASE_NS = 800_000_000
"""How long what is kept may be given after somebody last asked PostgreSQL for changes. Less than a second."""
Marks = tuple[tuple[int, int], ...]
"""(slot, count) for each tag of an answer"""


def slot_of(tag: str) -> int:
    return FIRST + crc32(tag.encode()) % (SLOTS - FIRST)


class Epochs:
    """`path` is a file that only processes of one machine open. Raises OSError when there is no room for it.

    Each process opens its own: a lock of a file that was open before a fork would not keep the two apart.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        # Taken now: a full disk must not be noticed by a signal later.
        os.posix_fallocate(self._file, 0, SIZE)
        self._map = mmap.mmap(self._file, SIZE)
        # One machine word is read and written whole.
        self._counts = memoryview(self._map)[:COUNTERS].cast("Q")
        self._lock = RLock()
        self.followers: list[Callable[[frozenset[str] | None], object]] = []
        """Called with the tags that changed, None for all, while no other process can keep anything."""

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone among the threads and processes of this machine."""
        with self._lock:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    @contextmanager
    def leading(self) -> Iterator[None]:
        """Waits until no other process of this machine is inside."""
        file = os.open(f"{self.path}.leader", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)

    def alive(self) -> bool:
        """Whether somebody asked PostgreSQL so lately that what is kept may be given."""
        return 0 <= time.monotonic_ns() - self._counts[LEASE] < LEASE_NS

    def renew(self, since: int) -> None:
        """What was committed up to `since` (time.monotonic_ns) is known."""
        self._counts[LEASE] = since

    def expire(self) -> None:
        """Nobody knows what changed: nothing that is kept may be given until somebody does."""
        self._counts[LEASE] = 0

    def copy(self) -> memoryview:
        """The counters as they are now, for `marks`."""
        return memoryview(bytes(self._counts)).cast("Q")

    @staticmethod
    def marks(copied: memoryview, tags: Iterable[str]) -> Marks:
        return tuple((slot, copied[slot]) for slot in {EVERYTHING, *map(slot_of, tags)})

    def hold(self, marks: Marks) -> bool:
        """Whether none of the tags was counted up since."""
        counts = self._counts
        return all(counts[slot] == count for slot, count in marks)

    def _read(self, place: int) -> str:
        start = COUNTERS + place * TEXT
        return self._map[start : start + TEXT].split(b"\0", 1)[0].decode("ascii", "replace")

    def _write(self, place: int, text: str) -> None:
        encoded = text.encode("ascii", "replace")
        start = COUNTERS + place * TEXT
        # Too many transactions at once to write down which: the next one to ask begins anew.
        self._map[start : start + TEXT] = (encoded if len(encoded) < TEXT else b"").ljust(TEXT, b"\0")

    def server(self) -> str:
        with self.locked():
            return self._read(0)

    def snapshot(self) -> str:
        """The snapshot of PostgreSQL up to which all changes were applied; '' when there is none."""
        with self.locked():
            return self._read(1)

    def apply(self, before: str, news: News) -> None:
        """Forget what the news concern. They are those since `before`.

        Who was quicker with the same news has counted up already; counting twice costs an answer, no truth.
        """
        with self.locked():
            for slot in {EVERYTHING} if news.tags is None else set(map(slot_of, news.tags)):
                self._counts[slot] += 1
            for follower in self.followers if news.tags is None or news.tags else ():
                follower(news.tags)
            if self._read(1) == before:
                self._write(1, news.snapshot)

    def catch_up(self, connection: Any) -> None:
        """Forget whatever is committed by now; everything, when PostgreSQL does not say what that is."""
        try:
            before = self.snapshot()
            with connection.cursor() as cursor:
                self.apply(before, changes.read(cursor, before))
        except Exception as error:
            self.expire()
            log.warning("changes cannot be read: %s", type(error).__name__)

    def begin_anew(self, server: str) -> None:
        """Forget everything: what happened meanwhile, or on which server, nobody knows."""
        with self.locked():
            self._write(0, server)
            self._write(1, "")
            self._counts[EVERYTHING] += 1
            for follower in self.followers:
                follower(None)
