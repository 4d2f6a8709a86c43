"""Worker processes that a benchmark forks, kills and replaces. Forked, since loading the product takes longer than they live."""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from django.db import connections

from cms.bench.database import BenchError
from tenants.tasks.worker import Options, Worker


def forked(work: Callable[[], object]) -> int:
    """Run `work` in a child process; returns its number. No connection is open across the fork."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        work()
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)  # nothing of the parent's is to run twice


def reap(pid: int, *, seconds: float = 30) -> int | None:
    """Wait for a child; its exit status, negative for a signal, or None when it is not over in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(ChildProcessError):
            done, status = os.waitpid(pid, os.WNOHANG)
            if not done:
                time.sleep(0.01)
                continue
            return os.waitstatus_to_exitcode(status)
        return 0
    return None


@dataclass
class Crew:
    """So many workers at all times, until dismissed."""

    options: Options
    size: int
    pids: list[int] = field(default_factory=list)
    killed: int = 0

    def fill(self) -> None:
        while len(self.pids) < self.size:
            self.pids.append(forked(Worker(self.options).run))

    def kill_one(self) -> None:
        """`kill -9` of one of them, at random, and a new one in its place."""
        pid = self.pids.pop(random.randrange(len(self.pids)))  # noqa: S311 -- no secret
        os.kill(pid, signal.SIGKILL)
        reap(pid)
        self.killed += 1
        self.fill()

    def dismiss(self) -> None:
        """SIGTERM, and SIGKILL for one that does not go."""
        for pid in self.pids:
            os.kill(pid, signal.SIGTERM)
        for pid in self.pids:
            if reap(pid) is None:
                os.kill(pid, signal.SIGKILL)
                reap(pid)
        self.pids = []


@contextmanager
def crew(options: Options, size: int) -> Iterator[Crew]:
    hired = Crew(options, size)
    try:
        hired.fill()
        yield hired
    finally:
        hired.dismiss()


def wait_until(happened: Callable[[], object], *, seconds: float, what: str) -> float:
    """Seconds until it happened. Raises BenchError."""
    began = time.monotonic()
    while not happened():
        if time.monotonic() - began > seconds:
            raise BenchError(f"{seconds:.0f} 秒内没有做完：{what}")
        time.sleep(0.1)
    return time.monotonic() - began
