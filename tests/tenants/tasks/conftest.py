"""The queue for real: a database whose transactions commit, the queue as the task backend, workers in processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import override_settings
from psycopg import sql

from cms.bench import probes
from tenants.context import rebind, tenant_scope
from tenants.models import Tenant
from tenants.roles import owner_connection
from tests.conftest import _drop, _server, _use

QUEUE = {"default": {"BACKEND": "tenants.tasks.backends.QueueBackend", "QUEUES": settings.TASK_QUEUES}}
EMPTY = """
    TRUNCATE tasks_queuedtask, tasks_worker, tasks_periodic, tasks_dueindex;
    UPDATE tenants_tenant SET state = 'active';
    CREATE OR REPLACE FUNCTION public.tasks_now() RETURNS timestamptz LANGUAGE sql STABLE
        AS 'SELECT statement_timestamp()';
"""


@contextmanager
def committing(blocker) -> Iterator[str]:
    """A copy of the test database for what is committed in the block, with the tables of the probes."""
    before, name = connections["default"].settings_dict["NAME"], f"run_tasks_{os.getpid()}"
    with blocker.unblock(), override_settings(TASKS=QUEUE):
        connections.close_all()
        with psycopg.connect(**_server(), dbname="postgres", autocommit=True) as admin:
            words = (name, before, settings.DB_ROLES["owner"][0])
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(*map(sql.Identifier, words))
            )
        rebind(None)
        _use(name)
        probes.plant(list(Tenant.objects.all()))
        yield name
        rebind(None)
        connections.close_all()
        _use(before)
        with psycopg.connect(**_server(), dbname="postgres", autocommit=True) as admin:
            _drop(admin, name)


@pytest.fixture(scope="package")
def committed(django_db_setup, django_db_blocker):
    """For this package. Who imports it has it until the end of all tests: elsewhere, one of their own from `committing`."""
    with committing(django_db_blocker) as name:
        yield name


@pytest.fixture(autouse=True)
def queue(committed):
    """An empty queue, every unit active, the clock right."""
    rebind(None)
    with owner_connection(autocommit=True) as owner:
        owner.execute(EMPTY)
        for tenant in Tenant.objects.all():
            for table in ("bench_runs", "bench_effects", "bench_marks"):
                owner.execute(f'TRUNCATE "{tenant.schema_name}".{table}'.encode())
    yield
    rebind(None)


@pytest.fixture
def units(queue) -> list[Tenant]:
    return list(Tenant.objects.order_by("pk"))


@pytest.fixture
def ta(queue):
    with tenant_scope(Tenant.objects.get(slug="ta")) as bound:
        yield bound


@pytest.fixture
def tb(queue):
    return Tenant.objects.get(slug="tb")


@pytest.fixture
def owner(queue):
    """Sees and turns everything, the clock included."""
    with owner_connection(autocommit=True) as connection:
        yield connection
