"""The worker process: threads that run tasks, one that shows it is alive, and the main one that hands out work.

The main thread listens for news and does what any worker may do for all: take back tasks of dead workers, make
those ready whose time has come, order what is due. Connections are closed between tasks once they have seen many
schemas: PostgreSQL keeps the catalog of every schema that a connection has touched, about 0.4 MB each, and gives
it back only when the connection ends.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils.translation import gettext as _

from tenants.context import rebind
from tenants.tasks import claiming, due, periodic, running
from tenants.tasks.claiming import Claimed
from tenants.tasks.desk import Desk
from tenants.tasks.reaping import Reaper
from tenants.tasks.waking import POLL_SECONDS, Listener

log = logging.getLogger(__name__)
SCHEMAS_PER_CONNECTION = 50
"""20 MB of catalog, as measured."""
TICK_SECONDS = 1.0
GRACE_SECONDS = 25.0
ECHO = 2.0
"""Seconds in which a further Ctrl-C is the same wish: terminal, shell and make each send theirs."""


@dataclass(frozen=True)
class Options:
    """How a worker works. Seconds; `max_tasks` 0 is no limit; `parent` a process whose end is ours."""

    queues: Sequence[str]
    concurrency: int = 4
    max_tasks: int = 0
    parent: int = 0
    lease_seconds: float = claiming.LEASE_SECONDS
    per_tenant: int = claiming.PER_TENANT
    poll_seconds: float = POLL_SECONDS
    grace_seconds: float = GRACE_SECONDS
    reap: bool = True


class Worker:
    """`run()` works until it is told to stop, and returns whether it only wants to begin anew (`max_tasks`)."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.desk = Desk(
            options.queues,
            options.concurrency,
            lease_seconds=options.lease_seconds,
            per_tenant=options.per_tenant,
        )
        self.reaper = Reaper(lease_seconds=options.lease_seconds)
        self.news = threading.Event()
        self.stopping = threading.Event()
        self.done = threading.Event()
        self.recycle = False
        self._away = False
        self._asked = float("-inf")
        self._deadline = float("inf")

    # -- the main thread

    def run(self) -> bool:
        self._listen_to_signals()
        slots = [
            threading.Thread(target=self._slot, name=f"task-{n}", daemon=True)
            for n in range(self.options.concurrency)
        ]
        pulse = threading.Thread(target=self._pulse, name="pulse", daemon=True)
        for thread in (pulse, *slots):
            thread.start()
        self._attend(slots)
        self.done.set()
        pulse.join(1)
        self._leave()
        connections.close_all()
        return self.recycle

    def _attend(self, slots: list[threading.Thread]) -> None:
        """Until told to stop, and then until nothing runs any more or its time is up."""
        listener = Listener()
        while not self.stopping.is_set() or self._drains(slots):
            if listener.wait(TICK_SECONDS):
                self.news.set()
            self._tick()
            if self.options.parent and os.getppid() != self.options.parent and not self.stopping.is_set():
                self.stop()
        listener.close()

    def _drains(self, slots: list[threading.Thread]) -> bool:
        return any(thread.is_alive() for thread in slots) and time.monotonic() < self._deadline

    def _tick(self) -> None:
        chores: list[Callable[[], object]] = [claiming.promote, due.dispatch, periodic.tick]
        for chore in [*chores, self.reaper.reap] if self.options.reap else chores:
            try:
                chore()
            except (DatabaseError, InterfaceError) as error:
                self._say_away(str(error).strip().partition("\n")[0])
                connections[claiming.WORKER].close()
                return
            except Exception:
                log.exception("a chore of the worker")  # the others, and the tasks, go on
        self._say_away("")

    def _say_away(self, why: str) -> None:
        """Once when the database goes, once when it is back: not every second in between."""
        if why and not self._away:
            log.warning("the database is away: %s", why)
        elif self._away and not why:
            log.warning("the database is back")
        self._away = bool(why)

    def _leave(self) -> None:
        try:
            given = self.desk.leave(error=_("工作进程停止时它还没有做完"))
            if given:
                log.warning("gave back %s tasks that did not end in time", given)
        except (DatabaseError, InterfaceError):
            log.warning("the database is away: what was held is taken back when its lease ends")

    # -- being told to stop

    def stop(self, *, grace: float | None = None) -> None:
        """Claim nothing more, and finish what runs: within `grace` seconds, those of the options by default."""
        self._deadline = time.monotonic() + (self.options.grace_seconds if grace is None else grace)
        self.desk.stopping = True
        self.stopping.set()
        self.news.set()

    def _listen_to_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._told)

    def _told(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        again, self._asked = now - self._asked, now
        if again == float("inf"):  # the first time, also while it waits for its last task to begin anew
            self.recycle = False
            self.stop()
        elif number == signal.SIGTERM or again > ECHO:
            # A thread of its own: the main one may be in the middle of a query.
            leaving = threading.Thread(target=self._leave, daemon=True)
            leaving.start()
            leaving.join(2)
            os._exit(128 + number)

    # -- the other threads

    def _pulse(self) -> None:
        while not self.done.is_set():
            try:
                lost = self.desk.beat()
                if lost:
                    log.warning("%s leases were lost: this worker was silent for too long", lost)
                close_old_connections()
            except (DatabaseError, InterfaceError):
                connections[claiming.WORKER].close()
            self.done.wait(self.options.lease_seconds / 4)
        connections.close_all()

    def _slot(self) -> None:
        seen: set[str] = set()
        while not self.stopping.is_set():
            self.news.clear()  # before looking: what is told meanwhile is not missed
            try:
                claimed = self.desk.next()
            except (DatabaseError, InterfaceError):
                connections[claiming.WORKER].close()
                self.stopping.wait(1)
                continue
            if claimed is None:
                self.news.wait(self.options.poll_seconds)
                continue
            self.news.set()  # there may be more: the next thread looks too
            self._perform(claimed)
            seen = self._tidy(seen | {claimed.schema_name})
        connections.close_all()

    def _perform(self, claimed: Claimed) -> None:
        try:
            running.perform(claimed)
        except (DatabaseError, InterfaceError):
            log.warning("%s %s: the database went away", claimed.path, claimed.id)
        except BaseException:
            log.exception("%s %s", claimed.path, claimed.id)
        finally:
            self.desk.ended(claimed)
        if (
            self.options.max_tasks
            and self.desk.finished >= self.options.max_tasks
            and not self.stopping.is_set()
        ):
            self.recycle = True
            self.stop(grace=float("inf"))  # nobody waits for us

    @staticmethod
    def _tidy(seen: set[str]) -> set[str]:
        rebind(None)
        if len(seen) >= SCHEMAS_PER_CONNECTION:
            connections.close_all()
            return set()
        close_old_connections()
        return seen


def again() -> None:
    """Replace this process by a fresh one with the same command line and number."""
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 -- ourselves
