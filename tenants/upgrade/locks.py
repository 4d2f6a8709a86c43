"""Who leads an upgrade, and who changes a tenant's schema: PostgreSQL's advisory locks, gone with their process."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.utils import timezone
from django.utils.timezone import localtime

LEADER = 0x676F6E68
"""One upgrade at a time in a database."""
GRACE = 2.0
"""Seconds until PostgreSQL has noticed that a killed upgrade is gone."""
TENANT = 0x676F
"""First half of the lock of one tenant's schema; the second is its id. Held by whoever changes or copies it whole."""

HOLDER = """
    SELECT a.application_name, a.backend_start FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
     WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = %s AND l.objsubid = 1
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class AlreadyUpgrading(RuntimeError):
    """Another operator upgrades this database. The message says where and since when."""

    for_people = True


def new_operator() -> str:
    """`host:pid:random`, at most 63 bytes, as PostgreSQL keeps an application's name."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"


@contextmanager
def leading(connection: psycopg.Connection, operator: str) -> Iterator[None]:
    """Be the one who upgrades, for the block. Raises AlreadyUpgrading after GRACE; two never wait for one another."""
    connection.execute("SELECT set_config('application_name', %s, false)", [operator])
    until = time.monotonic() + GRACE
    while connection.execute("SELECT pg_try_advisory_lock(%s)", [LEADER]).fetchone() != (True,):
        if time.monotonic() > until:
            raise AlreadyUpgrading(_who(connection))
        time.sleep(0.1)
    try:
        yield
    finally:
        if not connection.closed and not connection.broken:
            connection.execute("SELECT pg_advisory_unlock(%s)", [LEADER])


def _who(connection: psycopg.Connection) -> str:
    row = connection.execute(HOLDER, [LEADER]).fetchone()
    host, _colon, rest = (row[0] if row else "?").partition(":")
    since = localtime(row[1] if row else timezone.now())
    place = f"主机 {host}，进程 {rest.partition(':')[0]}，{since:%m-%d %H:%M} 开始"
    return f"另一个升级正在进行（{place}）：请等它结束再运行；进度见 cms upgrade --status"


def hold_tenant(cursor: Any, tenant_id: int) -> None:
    """Keep others from changing or copying a tenant's schema until the transaction ends. Waits, up to lock_timeout."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TENANT, tenant_id])
