"""A database of a test's own with twelve tenants, as committed as an operator's, thrown away afterwards."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connections

from tenants import fingerprint
from tenants.context import rebind
from tenants.provision import NewTenant, provision, read_blueprint
from tenants.roles import configured, owner_connection
from tests.conftest import _fingerprint, _use
from tests.registry.conftest import database

UNITS = 8
"""Besides the four of the small district."""
_numbers = itertools.count(1)


@contextmanager
def _copy(source: str) -> Iterator[str]:
    """A copy, gone after the block: what is dropped within seconds is never written to the disk."""
    name, owner = f"run_{os.getpid()}_{next(_numbers)}", settings.DB_ROLES["owner"][0]
    connections.close_all()
    with database(name, template=source, owner=owner):
        yield name


@pytest.fixture(scope="session")
def twelve(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The name of a database with central, ta, tb, village and u1 to u8, all of this code's release."""
    before = settings.DATABASE.name
    with _copy(f"tpl_{_fingerprint()}_ready") as name:
        with django_db_blocker.unblock():
            _use(name)
            with owner_connection(autocommit=True) as owner:
                blueprint = read_blueprint(owner, fingerprint.of_code())
                for number in range(1, UNITS + 1):
                    new = NewTenant(f"u{number}", f"第{number}单位", f"u{number}.test")
                    provision(new, owner=owner, blueprint=blueprint, roles=configured())
            _use(before)
        yield name


@contextmanager
def copy_of(source: str) -> Iterator[str]:
    """A copy that Django and whoever asks the settings use inside the block."""
    before = settings.DATABASE.name
    with _copy(source) as name:
        _use(name)
        try:
            yield name
        finally:
            rebind(None)
            connections.close_all()
            _use(before)


@pytest.fixture
def district(twelve, django_db_blocker) -> Iterator[str]:
    """A copy of the twelve that this test may change and commit to. Its connections are those of Django."""
    with django_db_blocker.unblock(), copy_of(twelve) as name:
        yield name


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
