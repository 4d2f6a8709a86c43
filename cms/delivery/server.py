"""The production web server: a process that loads the application once, and a few copies of it that answer."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cms.delivery.hearing import Hearing
from cms.delivery.metrics import Gate
from cms.delivery.worker import GRACE, STOP, Work
from cms.settings.variables import PROXIES, THREADS

LIFE_SECONDS = 6 * 3600
"""About how long a copy answers. What a library forgets to give back is given back then."""
MEMORY = 1 << 30
"""Bytes of memory after which a copy is replaced at once."""
TERMINAL = 0
"""Standard input: under nohup it is no terminal."""
PAGE = os.sysconf("SC_PAGE_SIZE")
Application = Callable[..., Any]
log = logging.getLogger(__name__)


class CannotServe(RuntimeError):
    """A process ended as soon as it had begun: the next would as well."""

    for_people = True

    def __init__(self) -> None:
        super().__init__("网站服务的进程一启动就结束了")


class Copy:
    """A process that answers. `until` is when its time is over, and once it leaves the last moment it has."""

    def __init__(self, number: int, process: int) -> None:
        self.number, self.process, self.born = number, process, time.monotonic()
        self.until = self.born + LIFE_SECONDS * (1 - number % 10 / 20)  # not all in the same minute

    def is_spent(self) -> bool:
        try:
            resident = int(Path(f"/proc/{self.process}/statm").read_text().split()[1]) * PAGE
        except OSError:
            resident = 0
        return time.monotonic() > self.until or resident > MEMORY

    def was_stillborn(self) -> bool:
        return time.monotonic() < self.born + 1

    def has_ended(self) -> bool:
        """To be asked until it has, and not again."""
        return os.waitpid(self.process, os.WNOHANG)[0] != 0

    def leave(self) -> None:
        self.until = time.monotonic() + GRACE
        os.kill(self.process, signal.SIGTERM)

    def hurry(self) -> None:
        if time.monotonic() > self.until:
            os.kill(self.process, signal.SIGKILL)


class Server:
    """Serves until it is told to stop, with a copy for each of the listening sockets.

    What comes in by the socket `metrics`, which all copies share, gets the figures instead of the sites.
    `watch` is called about once a second by this process, `accepting` by each copy before its first request.
    """

    def __init__(
        self,
        sockets: Sequence[socket.socket],
        *,
        load: Callable[[], Application],
        metrics: socket.socket | None = None,
        threads: int | None = None,
        stop_on_hangup: bool = False,
        watch: Callable[[], object] = lambda: None,
        accepting: Callable[[], object] = lambda: None,
    ) -> None:
        self.sockets, self.metrics = sockets, metrics
        self.stop = STOP | ({signal.SIGHUP} if stop_on_hangup else set())
        self.in_terminal = stop_on_hangup and os.isatty(TERMINAL)
        self.watch, self.leaving = watch, False
        self.answering: list[Copy] = []
        self.going: list[Copy] = []
        application = load()
        if metrics:
            application = Gate(application, metrics.getsockname()[1])
        # The first collection of each copy would write to all that they share.
        gc.collect()
        gc.freeze()
        self.work = Work(application, threads or THREADS.given(), PROXIES.given(), accepting)

    def run(self) -> None:
        """Raises CannotServe. What has begun is finished however this ends."""
        # A hang-up that is not ours to follow is the keeper's affair.
        hearing = Hearing(self.stop | {signal.SIGCHLD, signal.SIGHUP})
        self.answering = [self._copy(number) for number in range(len(self.sockets))]
        try:
            while not self.leaving:
                heard = hearing.wait(1.0)
                # The terminal of an `ssh -t` goes without a signal to us.
                if heard & self.stop or (self.in_terminal and not os.isatty(TERMINAL)):
                    self.leave()
                self.watch()
                self._look_after()
        finally:
            self._dismiss(hearing)

    def _dismiss(self, hearing: Hearing) -> None:
        for copy in self.answering:
            copy.leave()
        self.going += self.answering
        while self.going:
            hearing.wait(0.5)
            self._bury()

    def leave(self) -> None:
        """For `watch`: finish what has begun, and end."""
        self.leaving = True

    def _copy(self, number: int) -> Copy:
        process = os.fork()
        if process:
            return Copy(number, process)
        status = 1
        try:
            self.work.run(self.sockets[number], self.metrics)
            status = 0
        except BaseException:
            log.exception("a process could not answer")
        finally:
            # What this process has put up around us is not the copy's to take down.
            os._exit(status)

    def _look_after(self) -> None:
        """One that died is replaced, and one that has grown old or fat; this one finishes what it has begun."""
        for place, copy in enumerate(self.answering):
            if copy.has_ended():
                log.error("process %d died and is replaced", copy.process)
                if copy.was_stillborn():
                    del self.answering[place]
                    raise CannotServe
                self.answering[place] = self._copy(copy.number)
            elif copy.is_spent():
                self.answering[place] = self._copy(copy.number)
                copy.leave()
                self.going.append(copy)
        self._bury()

    def _bury(self) -> None:
        self.going = [copy for copy in self.going if not copy.has_ended()]
        for copy in self.going:
            copy.hurry()
