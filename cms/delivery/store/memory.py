"""What one process keeps, bounded in bytes: what was asked for longest ago goes first."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from cms.delivery.store.asking import Key
from cms.delivery.store.kept import Kept

QUERY = 3
"""Place of the query string in a key."""


class Shelf:
    """Least recently used goes first. One answer may take an eighth of it."""

    def __init__(self, room: int) -> None:
        self.room, self.used = room, 0
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Kept | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Key, kept: Kept) -> None:
        if kept.weight > self.room // 8:
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self.used += kept.weight - (before.weight if before else 0)
            self._kept[key] = kept
            while self.used > self.room:
                _oldest, gone = self._kept.popitem(last=False)
                self.used -= gone.weight


class Memory:
    """Addresses with a query have a quarter for themselves: however many somebody makes up, the others stay."""

    def __init__(self, room: int) -> None:
        self.plain, self.queried = Shelf(room - room // 4), Shelf(room // 4)

    def _shelf(self, key: Key) -> Shelf:
        return self.queried if key[QUERY] else self.plain

    def get(self, key: Key) -> Kept | None:
        return self._shelf(key).get(key)

    def put(self, key: Key, kept: Kept) -> None:
        self._shelf(key).put(key, kept)
