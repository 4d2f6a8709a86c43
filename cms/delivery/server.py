"""The production web server: gunicorn, threads in a few processes, no asynchronous paths."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

WORKERS = 2
THREADS = 4
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

    `watch` is called about once a second by the main process.
    """

    def __init__(
        self,
        bind: str,
        *,
        workers: int = WORKERS,
        threads: int = THREADS,
        stop_on_hangup: bool = False,
        watch: Callable[[], object] = lambda: None,
    ) -> None:
        self.stop_on_hangup, self.watch = stop_on_hangup, watch
        self.in_terminal = stop_on_hangup and os.isatty(TERMINAL)
        self.options: dict[str, Any] = {
            "bind": bind,
            "workers": workers,
            "worker_class": "gthread",
            "threads": threads,
            "preload_app": True,
            "keepalive": 15,
            "timeout": 60,
            "graceful_timeout": 8,
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
        application = get_wsgi_application()
        # A connection opened before the fork would be shared by all the workers.
        connections.close_all()
        return application

    def run(self) -> None:
        Overseer(self).run()
