"""The production web server: gunicorn, threads in a few processes, no asynchronous paths."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connections
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from cms.delivery.metrics import Gate
from cms.delivery.refusals import application as django_application
from cms.delivery.store import in_front_of
from cms.settings.variables import PROXIES, THREADS, WORKERS

GRACE = 30
"""Seconds that answers which have begun get when the server stops."""
TERMINAL = 0
"""Standard input: under nohup it is no terminal."""


class Overseer(Arbiter):
    """gunicorn's main process, which also looks after what the workers stand on."""

    def manage_workers(self) -> None:
        """About once a second. The terminal of an `ssh -t` goes without a signal to us."""
        if self.app.in_terminal and not os.isatty(TERMINAL):
            self.handle_term()
        self.app.watch()
        super().manage_workers()

    def handle_hup(self) -> None:
        """Closing the terminal stops a server that runs in it, where gunicorn would load itself anew."""
        if self.app.stop_on_hangup:
            self.handle_term()
        super().handle_hup()

    def init_signals(self) -> None:
        """Under nohup a closed terminal is to be ignored."""
        ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        super().init_signals()
        if ignored:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)


class Server(BaseApplication):
    """Serves until it is told to stop. The application is loaded once and shared by the workers.

    `watch` is called about once a second by the main process, `accepting` by each worker before its first request.
    What comes in by `metrics_port`, one of `bind`, gets the figures instead of the sites.
    """

    def __init__(
        self,
        *bind: str,
        workers: int | None = None,
        threads: int | None = None,
        stop_on_hangup: bool = False,
        metrics_port: int | None = None,
        watch: Callable[[], object] = lambda: None,
        accepting: Callable[[], object] = lambda: None,
    ) -> None:
        self.stop_on_hangup, self.watch = stop_on_hangup, watch
        self.in_terminal = stop_on_hangup and os.isatty(TERMINAL)
        self.metrics_port = metrics_port
        self.options: dict[str, Any] = {
            "bind": list(bind),
            "workers": workers or WORKERS.given(),
            "worker_class": "gthread",
            "threads": threads or THREADS.given(),
            # Who may say that a request came over HTTPS: nobody else is believed.
            "forwarded_allow_ips": ",".join(PROXIES.given()),
            "post_worker_init": lambda worker: accepting(),
            "preload_app": True,
            "keepalive": 15,
            "timeout": 60,
            "graceful_timeout": GRACE,
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "proc_name": "gongkai",
            # One socket in the user's home for all servers of a machine would be answered by the wrong one.
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        application = in_front_of(django_application())
        # A connection opened before the fork would be shared by all the workers.
        connections.close_all()
        return Gate(application, self.metrics_port) if self.metrics_port else application

    def run(self) -> None:
        self.overseer = Overseer(self)
        self.overseer.run()

    def leave(self) -> None:
        """For `watch`: finish what has begun, and end."""
        self.overseer.handle_term()
