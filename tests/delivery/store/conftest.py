"""A district that is really served, by several processes, on a database that the tests change for good."""

from __future__ import annotations

import pytest

from tenants.context import rebind
from tests.delivery.store.served import serving
from tests.registry.conftest import copied


@pytest.fixture(scope="package")
def committed(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), copied("store") as name:
        yield name


@pytest.fixture(scope="package")
def served(committed):
    with serving(committed) as server:
        yield server


@pytest.fixture(autouse=True)
def _unblocked(committed, django_db_blocker):
    with django_db_blocker.unblock():
        yield
        rebind(None)
