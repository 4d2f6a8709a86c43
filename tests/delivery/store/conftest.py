"""A district that is really served, by several processes, on a database that the tests change for good."""

from __future__ import annotations

import pytest

from tenants.context import rebind, tenant_scope
from tenants.models import Tenant
from tests.delivery.store.served import Line, serving
from tests.registry.conftest import copied


@pytest.fixture(scope="package")
def committed(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), copied("store") as name:
        yield name


@pytest.fixture(scope="package")
def served(committed):
    with serving(committed) as server:
        yield server


@pytest.fixture
def lines(served) -> list[Line]:
    """One to each of its processes."""
    return served.lines()


@pytest.fixture
def ta(committed):
    with tenant_scope(Tenant.objects.get(slug="ta")) as bound:
        yield bound


@pytest.fixture(autouse=True)
def _unblocked(committed, django_db_blocker):
    with django_db_blocker.unblock():
        yield
        rebind(None)
