"""The production web server: gunicorn, threads in a few processes, no asynchronous paths."""

from __future__ import annotations

from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication

WORKERS = 2
THREADS = 4


class Server(BaseApplication):
    """Serves until it is told to stop. The application is loaded once and shared by the workers."""

    def __init__(self, bind: str, *, workers: int = WORKERS, threads: int = THREADS) -> None:
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
