"""A process that is ended, or whose database is, at the n-th of its own steps in a unit's database.

A step is a statement, or a commit; the blow falls before it or after it. So every point of a transaction is met with
the same chance, which a clock beside the process would not do.
"""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.signals import connection_created

Blow = Callable[[], object]


def end_oneself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Trap:
    """Counts the steps of this process, and strikes at one of them. `at` 0: never."""

    at: int
    blow: Blow
    after: bool = False
    tell: int = -1
    """A pipe that hears of the blow."""
    count: int = field(default=0, init=False)

    def set(self) -> None:
        """For a process that was just forked: its connections are made inside the trap."""
        connection_created.connect(self._connected, weak=False)
        commit = DatabaseWrapper._commit

        def watched(wrapper: DatabaseWrapper) -> Any:
            return self._step(lambda: commit(wrapper)) if wrapper.alias == "default" else commit(wrapper)

        DatabaseWrapper._commit = watched

    def _connected(self, connection: DatabaseWrapper, **kwargs: object) -> None:
        if connection.alias == "default" and self._asked not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._asked)

    def _asked(self, execute: Callable[..., Any], *words: Any) -> Any:
        return self._step(lambda: execute(*words))

    def _step(self, take: Callable[[], Any]) -> Any:
        self.count += 1
        if self.count != self.at:
            return take()
        if not self.after:
            self._strike()
            return take()
        found = take()
        self._strike()
        return found

    def _strike(self) -> None:
        os.write(self.tell, b"x")
        self.blow()


@contextmanager
def pipe() -> Iterator[tuple[int, int]]:
    """Its reading and its writing end."""
    ends = os.pipe()
    try:
        yield ends
    finally:
        for end in ends:
            os.close(end)


def heard(end: int) -> bool:
    """Whether something waits in the pipe."""
    return bool(select.select([end], [], [], 0)[0])
