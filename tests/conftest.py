"""The database of the tests: real roles, real row-level security, three tenants from the template.

The cluster in .data-test is kept between runs. A template database named after the code's fingerprint is made
once; each run works on a copy of it, as the app role, and every test rolls back.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connections, transaction
from django.test import Client, TestCase

from cms.extension.contract import databases
from cms.extension.contract.databases import drop as _drop  # noqa: F401 -- asked for here by others
from cms.extension.contract.databases import server as _server  # noqa: F401 -- likewise
from cms.extension.contract.databases import use as _use  # noqa: F401 -- likewise
from cms.registry.actions import load
from cms.registry.sites import Address, open_central, open_sites
from cms.registry.vocabulary import UnitKind
from cms.registry.workbook import District, LineRow, RelationRow, UnitRow
from tenants import context, middleware
from tenants.accounts.models import User
from tenants.installation import install
from tenants.models import Tenant
from tests import sample
from tests.signing_in import seat

# What these find is told as what a test itself finds: with both sides of it.
pytest.register_assert_rewrite("tests.browser.person", "tests.browser.campaign", "tests.tenants.clusters")
ADDRESS = Address("test", 80)


def pytest_collection_finish() -> None:
    """What five thousand tests have loaded stays to the end. That the collector looks at it again whenever one test made a
    thousand objects is a fifth of the time of the whole."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


def _row(name: str, slug: str, kind: str, level: str, line: str, superior: str, order: int) -> UnitRow:
    return UnitRow(name, slug, kind, level, line, superior, "", "", order, order)


def small_district() -> District:
    """Four units: the office, two units of the same kind, and one below the first of them."""
    return District(
        name="测试区",
        lines=[LineRow("L01", "镇街道", "区委办公室", "", 3), LineRow("L02", "村", "甲镇党委", "", 4)],
        units=[
            _row("区委办公室", "central", "COMMITTEE", "DISTRICT", "", "", 1),
            _row("甲镇党委", "ta", "TOWN", "TOWNSHIP", "镇街道", "区委办公室", 2),
            _row("乙镇党委", "tb", "TOWN", "TOWNSHIP", "镇街道", "区委办公室", 3),
            _row("丙村党总支", "village", "VILLAGE", "VILLAGE", "村", "甲镇党委", 4),
        ],
        relations=[RelationRow("各条线牵头部门", "本条线各单位", "LEAD", "底数清", 2)],
    )


def _fingerprint() -> str:
    return databases.of_code([__file__, sample.__file__])


def _build() -> None:
    """A database with ledger, template and the four tenants of `small_district`."""
    install()
    district = small_district()
    central = open_central(next(u for u in district.units if u.kind == UnitKind.COMMITTEE), ADDRESS)
    with context.tenant_scope(central):
        load(district)
    open_sites(central, ADDRESS)
    sample.plant()
    connections.close_all()


@pytest.fixture(autouse=True, scope="session")
def _one_failure_stays_one():
    """What waits for the end of a transaction is judged when a test is over, and may refuse it then.

    pytest-django skips the clean-up of a class after that, and every later test would be refused the other databases.
    """
    judge = TestCase._fixture_teardown

    def judged(self):
        try:
            judge(self)
        except Exception:
            self.doClassCleanups()
            raise

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestCase, "_fixture_teardown", judged)
        yield


@pytest.fixture(scope="session")
def _hasty_cluster():
    with databases.connect() as admin, databases.hasty(admin):
        yield


@pytest.fixture(scope="session")
def django_db_setup(_hasty_cluster, django_db_blocker):
    """A fresh copy of the template database, gone when the run ends."""
    with django_db_blocker.unblock(), databases.fresh(_fingerprint(), _build):
        yield


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside the block is gone after it."""
    block = transaction.atomic()
    # As the transaction that wraps a test: none of the product's.
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker):
    """For what the tests of a module share: written once, in a transaction around theirs, which goes after the last.

    A fixture that writes depends on it, and is of the module too. Each test undoes its own changes as always.
    """
    with django_db_blocker.unblock(), undone():
        yield


@pytest.fixture(autouse=True)
def _clean_caches():
    yield
    for alias in settings.CACHES:
        caches[alias].clear()


@pytest.fixture(autouse=True)
def _nobody_is_bound_afterwards():
    """A request whose answer was never closed leaves its tenant bound; the next test must not inherit it."""
    yield
    middleware._before_request.set(())
    context.rebind(None)


@pytest.fixture
def tenant(db):
    """slug → tenant, one query each."""
    return lambda slug: Tenant.objects.get(slug=slug)


@pytest.fixture
def ta(tenant):
    """The first unit, bound for the length of the test."""
    with context.tenant_scope(tenant("ta")) as bound:
        yield bound


@pytest.fixture
def tb(tenant):
    """The second unit, not bound."""
    return tenant("tb")


@pytest.fixture
def visit(db):
    """A browser for a site: visit('ta').get('/')."""
    return lambda slug: Client(headers={"host": f"{slug}.test"})


@pytest.fixture
def enter(visit, tenant):
    """A browser that is logged in on a site: enter('ta') is the administrator of ta."""

    def log_in(slug: str) -> Client:
        client = visit(slug)
        with context.tenant_scope(tenant(slug)):
            seat(client, User.objects.get())
        return client

    return log_in


def pytest_sessionfinish(session, exitstatus):
    """With STRICT=1 a test that was skipped is a failure: what it lacks is named in the report."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("STRICT") and exitstatus == 0 and reporter and reporter.stats.get("skipped"):
        session.exitstatus = 1
