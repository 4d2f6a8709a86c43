"""Whether what stands between us and PostgreSQL keeps each session's search path.

A tenant is the search path of a session. A pooler in transaction mode lends one session to many clients between
statements; unless it puts each client's search path back first, rows of another unit come, without any error.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import psycopg
from django.db import connections

ROUNDS = 12
CLIENTS = 4
"""More than the sessions a pooler would open for clients that take turns."""


class PoolerUnsafe(RuntimeError):
    """A connection was found in the schema of another. The message says what is needed."""

    for_people = True


def _schemas() -> list[str]:
    return [f"probe_{number}" for number in range(CLIENTS)]


def probe(parameters: dict[str, Any]) -> list[tuple[str, str]]:
    """(expected, found) of every question that was answered in another client's search path.

    The clients take turns with statements outside any transaction, as a request outside ATOMIC_REQUESTS does.
    Nothing has to exist: a search path may name schemas that are not there, and is only asked back.
    """
    wrong = []
    with ExitStack() as stack:
        clients = [
            stack.enter_context(psycopg.connect(**parameters, autocommit=True, prepare_threshold=None))
            for _name in range(CLIENTS)
        ]
        pairs = list(zip(_schemas(), clients, strict=True))
        for name, client in pairs:
            client.execute(f"SET search_path = {name}")  # type: ignore[call-overload]  # our own name
        for turn in range(ROUNDS):
            for name, client in pairs[turn % CLIENTS :] + pairs[: turn % CLIENTS]:
                row = client.execute("SELECT current_setting('search_path')").fetchone()
                if row is None or row[0] != name:
                    wrong.append((name, str(row and row[0])))
    return wrong


def check_pooler(alias: str = "default") -> None:
    """Raises PoolerUnsafe, OperationalError."""
    parameters = connections[alias].get_connection_params()
    wanted = ("host", "port", "dbname", "user", "password", "sslmode", "sslrootcert", "connect_timeout")
    wrong = probe({key: parameters[key] for key in wanted if key in parameters})
    if wrong:
        raise PoolerUnsafe(
            f"数据库前面的连接池会把一个单位的会话交给另一个单位（{len(wrong)} 次），拒绝启动："
            "请直连 PostgreSQL，或用会话模式，或用 PostgreSQL 18 加 PgBouncer 1.25.1 以上并设 "
            "track_extra_parameters = search_path"
        )
