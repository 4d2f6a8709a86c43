"""A process that answers: granian keeps the connections, the application runs on threads, nothing is asynchronous."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from granian._granian import CallbackScheduler, SocketHolder, WorkerSignal, WSGIWorker
from granian.http import HTTP1Settings

from cms.delivery.bridge import Bridge
from cms.delivery.hearing import Hearing
from cms.delivery.ports import BACKLOG

STOP = {signal.SIGTERM, signal.SIGINT}
CONNECTIONS = 1000
"""Open at once in a process; more wait to be accepted."""
KEPT_SECONDS = 15
"""How long a connection may be silent, between requests and within the head of one."""
IDLE_SECONDS = 300
"""After which a thread that nobody needs ends, and its connection to PostgreSQL with it."""
GRACE = 30
"""Seconds that answers which have begun get when a process stops."""
QUIET_SECONDS = 1.0
FAREWELL_SECONDS = 10.0


class Door:
    """A listening socket, which others may share, and the threads that answer behind it.

    The worker is granian's own; its main process is not used, for it cannot take over a socket that is open already.
    """

    def __init__(self, listening: socket.socket, bridge: Bridge, threads: int) -> None:
        self.bridge = bridge
        self.descriptor = os.dup(listening.fileno())
        self.signal, self.closed = WorkerSignal(), threading.Event()
        self.signal.add_cb(self.closed.set)
        worker = WSGIWorker(
            1,  # for a log that nobody reads
            (None, SocketHolder(self.descriptor, False, BACKLOG)),
            None,
            py_threads=threads,
            py_threads_idle_timeout=IDLE_SECONDS,
            backpressure=CONNECTIONS,
            http1_opts=HTTP1Settings(header_read_timeout=KEPT_SECONDS * 1000),
        )
        # granian asks for a loop in any case; nothing ever runs in it.
        loop = asyncio.new_event_loop()
        worker.serve_mtr(CallbackScheduler(loop, bridge, None, None, None), loop, self.signal)

    def leave(self) -> None:
        """Nobody new comes in, and each answer says that its connection ends. granian itself only cuts it.

        The socket belongs to others too and goes on listening: what is put in its place is one that nobody knows.
        """
        self.bridge.leaving = True
        with socket.socket(socket.AF_UNIX) as unknown:
            unknown.bind("")
            unknown.listen()
            unknown.setblocking(False)
            os.dup2(unknown.fileno(), self.descriptor, inheritable=False)

    def close(self) -> None:
        """What has begun is finished; connections without a request are closed."""
        self.signal.set()


@dataclass(frozen=True)
class Work:
    """`proxies` are believed that a request came over https; `accepting` is called when requests can come."""

    application: Callable[..., Any]
    threads: int
    proxies: Sequence[str]
    accepting: Callable[[], object]

    def run(self, sites: socket.socket, metrics: socket.socket | None) -> None:
        """Answer until told to stop, or until the process that started this one has gone."""
        hearing, parent = Hearing(STOP), os.getppid()
        bridge = Bridge(self.application, self.proxies)
        doors = [Door(sites, bridge, self.threads)]
        if metrics:
            doors.append(Door(metrics, bridge, threads=1))
        self.accepting()
        told = False
        while not told and os.getppid() == parent:
            told = bool(hearing.wait(1.0) & STOP)
        for door in doors:
            door.leave()
        if told:
            self._say_farewell(bridge)
        for door in doors:
            door.close()
        for door in doors:
            door.closed.wait(GRACE)

    @staticmethod
    def _say_farewell(bridge: Bridge) -> None:
        """Who asks without a pause gets to hear it; a connection that has been silent for so long can be closed."""
        began = time.monotonic()
        while time.monotonic() < min(max(bridge.asked, began) + QUIET_SECONDS, began + FAREWELL_SECONDS):
            time.sleep(0.05)
