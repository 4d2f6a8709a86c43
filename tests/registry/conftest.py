"""The office's clerk, and a database of its own for a test that commits: nothing of it is seen by the others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from psycopg import sql

from tenants.context import rebind
from tenants.identity.roles import MemberRole
from tests.people import browser


def admin() -> psycopg.Connection:
    """A connection of the cluster's superuser, outside any of the tests' databases."""
    chosen = settings.DATABASE
    return psycopg.connect(
        host=chosen.host, port=chosen.port, dbname="postgres", autocommit=True, **chosen.admin
    )


@contextmanager
def database(name: str, *, template: str = "template0", owner: str = "") -> Iterator[str]:
    """A database for the length of the block."""
    with admin() as connection:
        words = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(**words))
        connection.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**words))
        if owner:
            connection.execute(
                sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(name), sql.Identifier(owner))
            )
        try:
            yield name
        finally:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(**words))


def _use(name: str) -> None:
    for alias in settings.DATABASES:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name
    # Installing and administering connect past Django, by what the settings say.
    object.__setattr__(settings.DATABASE, "name", name)


@pytest.fixture
def clerk(db):
    """A browser of somebody who keeps the register, on the central site."""
    return browser("central", MemberRole.OFFICE_CLERK)


@contextmanager
def copied(mark: str) -> Iterator[str]:
    """A copy of the run's database with the four tenants, used by Django and by whoever asks the settings."""
    run = connections["default"].settings_dict["NAME"]
    connections.close_all()
    # PostgreSQL copies what nobody uses, and threads of a server that an earlier test had may hold connections still.
    with admin() as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [run])
    own, owner = f"run_{os.getpid()}_{mark}", settings.DB_ROLES["owner"][0]
    with database(own, template=run, owner=owner) as name:
        rebind(None)  # a test before may have left its tenant bound
        _use(name)
        try:
            yield name
        finally:
            rebind(None)
            connections.close_all()
            _use(run)


@pytest.fixture
def own_copy(django_db_setup, django_db_blocker):
    """What is done there is really committed."""
    with django_db_blocker.unblock(), copied("own") as name:
        yield name
