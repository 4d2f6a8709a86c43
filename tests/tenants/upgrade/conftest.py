"""A database of a test's own with twelve tenants, as committed as an operator's, thrown away afterwards."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from psycopg import sql

from tenants import fingerprint
from tenants.context import rebind
from tenants.provision import NewTenant, provision, read_blueprint
from tenants.roles import configured, owner_connection
from tests.conftest import _drop, _fingerprint, _server, _use

UNITS = 8
"""Besides the four of the small district."""
_numbers = itertools.count(1)


def _copy(admin: psycopg.Connection, source: str) -> str:
    name = f"run_{os.getpid()}_{next(_numbers)}"
    admin.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source))
    )
    owner = settings.DB_ROLES["owner"][0]
    admin.execute(
        sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(name), sql.Identifier(owner))
    )
    return name


@pytest.fixture(scope="session")
def copy_of(django_db_setup, django_db_blocker) -> Iterator[Callable[[str], str]]:
    """copy_of(database) → the name of a copy, used from now on. All are dropped at the end."""
    before, made = settings.DATABASE.name, []
    with psycopg.connect(**_server(), dbname="postgres", autocommit=True) as admin:
        # Copies are made and dropped by the dozen, each of some five thousand files. What fsync guards against, that the
        # machine itself goes down, costs a test cluster no more than itself.
        admin.execute("ALTER SYSTEM SET fsync = off")
        admin.execute("SELECT pg_reload_conf()")

        def copy(source: str) -> str:
            connections.close_all()
            made.append(_copy(admin, source))
            _use(made[-1])
            return made[-1]

        yield copy
        with django_db_blocker.unblock():
            _use(before)
        for name in made:
            _drop(admin, name)
        admin.execute("ALTER SYSTEM RESET fsync")
        admin.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def twelve(copy_of, django_db_blocker) -> str:
    """The name of a database with central, ta, tb, village and u1 to u8, all of this code's release."""
    before = settings.DATABASE.name
    with django_db_blocker.unblock():
        name = copy_of(f"tpl_{_fingerprint()}_ready")
        with owner_connection(autocommit=True) as owner:
            blueprint = read_blueprint(owner, fingerprint.of_code())
            for number in range(1, UNITS + 1):
                new = NewTenant(f"u{number}", f"第{number}单位", f"u{number}.test")
                provision(new, owner=owner, blueprint=blueprint, roles=configured())
        _use(before)
    return name


@pytest.fixture
def district(twelve, copy_of, django_db_blocker) -> Iterator[str]:
    """A copy of the twelve that this test may change and commit to. Its connections are those of Django."""
    before = settings.DATABASE.name
    with django_db_blocker.unblock():
        name = copy_of(twelve)
        yield name
        rebind(None)
        connections.close_all()
        _use(before)


@pytest.fixture
def ask(district) -> Iterator[Callable[..., list]]:
    """ask(query, values) → rows, on a connection of the owner's, each statement committed."""
    with owner_connection(autocommit=True) as owner:

        def rows(query: str, values: list | None = None) -> list:
            cursor = owner.execute(query, values)
            return cursor.fetchall() if cursor.description else []

        yield rows


@pytest.fixture
def schema_of(ask) -> Callable[[str], str]:
    return lambda slug: ask("SELECT schema_name FROM tenants_tenant WHERE slug = %s", [slug])[0][0]


@pytest.fixture
def states(ask) -> Callable[[], dict[str, str]]:
    """slug → its state in the newest run."""
    query = """
        SELECT t.slug, m.state FROM upgrade_tenantmigration m JOIN tenants_tenant t ON t.id = m.tenant_id
         WHERE m.run_id = (SELECT max(id) FROM upgrade_migrationrun)
    """
    return lambda: dict(ask(query))
