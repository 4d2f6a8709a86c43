"""Databases for tests: one is made and kept as long as the code is the same; each run works on a copy of it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from cms.settings.env import ROOT
from tenants import fingerprint

HASTY = ("fsync", "full_page_writes")
# Files besides migrations that decide what a database looks like.
SHAPING = {
    "isolation.py", "ledger.py", "roles.py", "provision.py", "seed.py", "template.py", "migrating.py", "watching.py",
    "functions.py", "unseen.py",
}  # fmt: skip


def server() -> dict[str, Any]:
    """Where the test cluster answers, as its superuser."""
    chosen = settings.DATABASE
    return {"host": chosen.host, "port": str(chosen.port), **chosen.admin}


def connect() -> psycopg.Connection:
    return psycopg.connect(**server(), dbname="postgres", autocommit=True)


def use(name: str) -> None:
    """Point every alias, and whoever asks the settings, at a database."""
    for alias in settings.DATABASES:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name
    # Installing connects past Django, by what the settings say.
    object.__setattr__(settings.DATABASE, "name", name)


def of_code(more: Iterable[str | Path] = ()) -> str:
    """A short digest of what a database follows from; `more` are files that count as well."""
    digest = hashlib.sha256(fingerprint.of_code().encode())
    for folder in ("tenants", "cms"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" in file.parts or file.name in SHAPING:
                digest.update(file.read_bytes())
    for name in more:
        digest.update(Path(name).read_bytes())
    return digest.hexdigest()[:12]


def names(admin: psycopg.Connection) -> set[str]:
    return {row[0] for row in admin.execute("SELECT datname FROM pg_database").fetchall()}


def drop(admin: psycopg.Connection, name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def hasty(admin: psycopg.Connection) -> Iterator[None]:
    """Databases are copied and dropped by the dozen, each of some five thousand files. What fsync guards against, that
    the machine itself goes down, costs a cluster of the tests no more than itself. Somebody else's server stays as it is."""
    if os.environ.get("TEST_DATABASE_URL"):
        yield
        return
    for name in HASTY:
        admin.execute(f"ALTER SYSTEM SET {name} = off".encode())
    admin.execute("SELECT pg_reload_conf()")
    yield
    for name in HASTY:
        admin.execute(f"ALTER SYSTEM RESET {name}".encode())
    admin.execute("SELECT pg_reload_conf()")


@contextmanager
def fresh(code: str, build: Callable[[], None]) -> Iterator[str]:
    """A copy of the database that `build` fills, used by Django and gone after the block. Made anew for other code."""
    template, copy = f"tpl_{code}", f"run_{os.getpid()}"
    with connect() as admin:
        known = names(admin)
        if f"{template}_ready" not in known:
            for name in known:
                if name.startswith(("tpl_", "run_")):
                    drop(admin, name)
            _make(admin, template, build)
        words = {"copy": copy, "ready": f"{template}_ready", "owner": settings.DB_ROLES["owner"][0]}
        parts = {word: sql.Identifier(name) for word, name in words.items()}
        admin.execute(sql.SQL("CREATE DATABASE {copy} TEMPLATE {ready}").format(**parts))
        admin.execute(sql.SQL("ALTER DATABASE {copy} OWNER TO {owner}").format(**parts))
    use(copy)
    yield copy
    connections.close_all()
    with connect() as admin:
        drop(admin, copy)


def _make(admin: psycopg.Connection, template: str, build: Callable[[], None]) -> None:
    """Under a name of its own until it is whole."""
    admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(template)))
    use(template)
    build()
    connections.close_all()
    parts = {"template": sql.Identifier(template), "ready": sql.Identifier(f"{template}_ready")}
    admin.execute(sql.SQL("ALTER DATABASE {template} RENAME TO {ready}").format(**parts))
