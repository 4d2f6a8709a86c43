"""A database whose transactions commit: only what is committed is a change."""

from __future__ import annotations

import pytest
from django.db import connection

from tenants.context import rebind
from tenants.freshness import changes
from tenants.models import Tenant
from tests.registry.conftest import copied


@pytest.fixture(scope="package")
def committed(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), copied("fresh") as name:
        yield name


@pytest.fixture(autouse=True)
def _unblocked(committed, django_db_blocker):
    with django_db_blocker.unblock():
        yield
        rebind(None)


@pytest.fixture
def tenant_of():
    return lambda slug: Tenant.objects.get(slug=slug)


@pytest.fixture
def schema_of(tenant_of):
    return lambda slug: tenant_of(slug).schema_name


@pytest.fixture
def news():
    """news() → the tags that changed since it was asked last."""
    with connection.cursor() as cursor:
        last = [changes.read(cursor, "").snapshot]

        def ask() -> set[str]:
            told = changes.read(cursor, last[0])
            last[0] = told.snapshot
            return set(told.tags)

        yield ask
