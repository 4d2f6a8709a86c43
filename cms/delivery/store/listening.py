"""One process of a machine hears of changes for all of them, and says that it still does.

NOTIFY is part of the commit that it tells of, and only a hint here: several times a second the changes are asked for
anyway, and what is kept is given only as long as that goes on.
"""

from __future__ import annotations

import time
from threading import Thread
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections

from cms.delivery.store.asking import Today
from cms.delivery.store.epochs import Epochs, log
from tenants.freshness import changes
from tenants.freshness.functions import CHANNEL

APPLICATION = "gongkai store"
"""What its connection is called in pg_stat_activity."""
HEARTBEAT = 0.25
PAUSE = 0.2


class Listener(Thread):
    """Ends with its process. A machine's other processes wait to take its place."""

    def __init__(self, epochs: Epochs) -> None:
        super().__init__(name="store-listener", daemon=True)
        self.epochs, self.today, self.hears = epochs, Today(), True

    def run(self) -> None:
        with self.epochs.leading():
            while True:
                try:
                    self._listen()
                except Exception as error:
                    # Whatever it is, the answer is the same: until it is over nothing that is kept is given.
                    if self.hears:
                        log.warning("changes cannot be heard of: %s", type(error).__name__)
                    self.hears = False
                    self.epochs.expire()
                    self.epochs.begin_anew("")
                    time.sleep(PAUSE)

    def _listen(self) -> None:
        with _connect() as connection:
            connection.execute(f"LISTEN {CHANNEL}".encode())
            self._begin(connection)
            day = self.today()
            while True:
                self._catch_up(connection)
                if day != (day := self.today()):
                    # Files do not have the date in their names.
                    self.epochs.begin_anew(self.epochs.server())
                for _notice in connection.notifies(timeout=HEARTBEAT, stop_after=1):
                    pass

    def _begin(self, connection: psycopg.Connection) -> None:
        """Go on where the one before was, if it was there a moment ago and with the same server.

        Files may be of the day before; who went last can no longer say.
        """
        row = connection.execute(changes.SERVER).fetchone()
        server = str(row and row[0])
        if self.epochs.followers or not self.epochs.alive() or self.epochs.server() != server:
            self.epochs.begin_anew(server)

    def _catch_up(self, connection: psycopg.Connection) -> None:
        began = time.monotonic_ns()
        before = self.epochs.snapshot()
        self.epochs.apply(before, changes.read(connection.cursor(), before))
        self.epochs.renew(began)
        self.hears = True


def _connect() -> psycopg.Connection:
    chosen: dict[str, Any] = connections["default"].settings_dict
    return psycopg.connect(
        host=chosen["HOST"] or None,
        port=chosen["PORT"] or None,
        dbname=chosen["NAME"],
        user=chosen["USER"],
        password=chosen["PASSWORD"],
        autocommit=True,
        # A server that is cut off is noticed by the lease at once, and here soon.
        **{"connect_timeout": 3, "tcp_user_timeout": 2000, "application_name": APPLICATION}
        | settings.DATABASE.options,
    )
