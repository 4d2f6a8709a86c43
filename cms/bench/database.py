"""A database of the benchmark's own, inside the installation's server: made, used, dropped.

It has roles of its own too, so that nothing of the installation is read or changed.
"""

from __future__ import annotations

import dataclasses
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from cms.settings.env import Database
from tenants import embedded
from tenants.installation import admin_connection, install
from tenants.progress import on_terminal
from tenants.roles import PARTS

PREFIX = "gongkai_bench_"
ROLE_OF = {"default": "app", "central": "central", "worker": "worker", "guide": "guide"}
HOLD = "SELECT pg_try_advisory_lock(hashtext(%s))"


class BenchError(RuntimeError):
    """The benchmark cannot run here. The message says what to do."""

    for_people = True


def _say(text: str) -> None:
    """A line on a terminal, nothing in a pipe."""
    if on_terminal():
        sys.stderr.write(f"{text}\n")


def url_of(database: Database) -> str:
    """DATABASE_URL that another process of this installation reaches the database by. Holds a password."""
    parts = {"host": database.host, "port": str(database.port), **database.admin, **database.options}
    known = {name: value for name, value in parts.items() if value}
    return f"postgres:///{quote(database.name, safe='')}?{urlencode(known, quote_via=quote)}"


@contextmanager
def own_database() -> Iterator[Database]:
    """An installed database for the block, Django's connections pointed at it. Dropped however the block ends.

    What an earlier run left behind because it was killed is dropped first. Raises BenchError.
    """
    mine = dataclasses.replace(settings.DATABASE, name=PREFIX + secrets.token_hex(6))
    # The lock says that this run is alive; it ends with the connection, so with the process.
    with admin_connection(autocommit=True) as admin:
        admin.execute(HOLD, [mine.name])
        for name in _abandoned(admin):
            _drop(name)
        try:
            _say(f"准备临时数据库 {mine.name}")
            _create(admin, mine.name)
            with _pointed_at(mine):
                install(_say)
                yield mine
        finally:
            _say("删除临时数据库")
            _drop(mine.name)


@contextmanager
def own_cluster() -> Iterator[Database]:
    """A PostgreSQL server of the run's own, installed, Django's connections pointed at it: one that may be restarted.

    In a folder beside other temporary ones; gone when the block ends.
    """
    folder = Path(tempfile.mkdtemp(prefix=PREFIX)) / "data"
    try:
        _say("准备临时数据库服务器")
        server = embedded.start(folder)
        mine = Database(server.host, server.port, server.database, folder)
        with _pointed_at(mine):
            install(_say)
            yield mine
    finally:
        _say("删除临时数据库服务器")
        if folder.exists():
            embedded.stop(folder)
        shutil.rmtree(folder.parent, ignore_errors=True)


def _create(admin: psycopg.Connection, name: str) -> None:
    try:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege as error:
        user = admin.info.user
        raise BenchError(f"角色 {user} 不能新建数据库：请先 ALTER ROLE {user} CREATEDB") from error


def _abandoned(admin: psycopg.Connection) -> list[str]:
    """Databases of runs that are no longer alive."""
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    names = [name for (name,) in admin.execute(query, [PREFIX])]
    # Our own lock can be had again, but our database is not there yet.
    return [name for name in names if admin.execute(HOLD, [name]).fetchone() == (True,)]


def _drop(name: str) -> None:
    """The database and its roles. On a connection of its own: the run's may have been interrupted."""
    with admin_connection(autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        for part in PARTS:
            admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(f"{name}_{part}")))


@contextmanager
def _pointed_at(database: Database) -> Iterator[None]:
    """Let this process's settings and connections mean `database` inside the block."""
    kept = {alias: dict(connections[alias].settings_dict) for alias in ROLE_OF}
    before, roles = settings.DATABASE, settings.DB_ROLES
    logins = {
        alias: {
            "HOST": database.host,
            "PORT": database.port,
            "NAME": database.name,
            **dict(zip(("USER", "PASSWORD"), database.roles[part], strict=True)),
        }
        for alias, part in ROLE_OF.items()
    }
    try:
        settings.DATABASE, settings.DB_ROLES = database, database.roles
        _reconnect(logins)
        yield
    finally:
        settings.DATABASE, settings.DB_ROLES = before, roles
        _reconnect(kept)


def _reconnect(logins: dict[str, dict[str, Any]]) -> None:
    for alias, login in logins.items():
        connections[alias].close()
        connections[alias].close_pool()
        for key in ("HOST", "PORT", "NAME", "USER", "PASSWORD"):
            connections[alias].settings_dict[key] = login[key]
