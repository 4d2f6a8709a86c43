"""LISTEN and NOTIFY: a worker that has nothing to do hears at once when there is something.

Only a hint. A worker that misses it looks again by itself after POLL_SECONDS.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections

CHANNEL = "gongkai_tasks"
POLL_SECONDS = 5.0


def notify(queue: str, *, using: str = "default") -> None:
    """Wake workers of a queue when the open transaction commits. The same queue twice is sent once."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, queue])


class Listener:
    """Hears NOTIFY on a connection of its own, which it opens again whenever it is lost."""

    def __init__(self) -> None:
        self.connection: psycopg.Connection | None = None

    def wait(self, seconds: float) -> bool:
        """Up to `seconds` for news. True when there may be some: also after the connection was lost."""
        began = time.monotonic()
        try:
            if self.connection is None:
                self.connection = self._open()
                return True
            return any(True for _notice in self.connection.notifies(timeout=seconds, stop_after=1))
        except psycopg.Error:
            self.close()
            time.sleep(max(0.0, min(seconds, 1.0) - (time.monotonic() - began)))
            return True

    def _open(self) -> psycopg.Connection:
        chosen: dict[str, Any] = connections["worker"].settings_dict
        connection = psycopg.connect(
            host=chosen["HOST"] or None,
            port=chosen["PORT"] or None,
            dbname=chosen["NAME"],
            user=chosen["USER"],
            password=chosen["PASSWORD"],
            autocommit=True,
            **settings.DATABASE.options,
        )
        connection.execute(f"LISTEN {CHANNEL}".encode())
        return connection

    def close(self) -> None:
        if self.connection is not None:
            with suppress(psycopg.Error):
                self.connection.close()
            self.connection = None
