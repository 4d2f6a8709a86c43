"""Fixtures for the tests of plugins: a district with the units `ta` and `tb`. What a test changes is undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client, TestCase

from cms.extension import actions
from cms.extension.contract import databases, district, people
from cms.extension.contract.subject import BY, Subject
from cms.extension.registry import registry
from tenants import context, fingerprint, middleware
from tenants.identity.roles import MemberRole
from tenants.models import Tenant

DATABASES = ["default", "central", "guide"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of a plugin works on sites: nobody has to say so."""
    for item in items:
        if item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.django_db(databases=DATABASES))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A fresh copy of a district, gone when the run ends. The first run makes it, which takes a minute."""
    own = fingerprint.migration_files()
    mine = {f"{slug}{end}" for slug in registry().plugins for end in ("", "_ledger")}
    files = sorted(file for name, file in own.items() if name.partition(".")[0] in mine)
    code = databases.of_code([*files, district.__file__])
    with (
        django_db_blocker.unblock(),
        databases.connect() as admin,
        databases.hasty(admin),
        databases.fresh(code, district.build),
    ):
        yield


@pytest.fixture(autouse=True, scope="session")
def _one_failure_stays_one() -> Iterator[None]:
    """What waits for the end of a transaction may be refused when a test is over; the clean-up goes on all the same."""
    judge = TestCase._fixture_teardown  # type: ignore[attr-defined]  # Django's own

    def judged(self: Any) -> None:
        try:
            judge(self)
        except Exception:
            self.doClassCleanups()
            raise

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestCase, "_fixture_teardown", judged)
        yield


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    yield
    middleware._before_request.set(())
    context.rebind(None)
    for alias in settings.CACHES:
        caches[alias].clear()


@pytest.fixture
def subject(pytestconfig: pytest.Config) -> Subject:
    """The plugin that `--plugin` names."""
    return Subject.of(pytestconfig.getoption("plugin"))


@pytest.fixture
def turn(subject: Subject) -> Callable[..., Any]:
    """turn("ta", "enable"): enable, freeze, disable or configure the plugin on a site. `values=` for configure."""

    def do(site: str, verb: str, **options: Any) -> Any:
        with context.tenant_scope(Tenant.objects.get(slug=site)):
            return getattr(actions, verb)(subject.slug, by=BY, **options)

    return do


@pytest.fixture
def visit() -> Callable[[str], Client]:
    """visit("ta"): a browser of the public on a site."""
    return people.visitor


@pytest.fixture
def enter() -> Callable[..., Client]:
    """enter("ta"): a browser of the unit's administrator; `role=` for somebody else."""
    return lambda site, role=MemberRole.ADMINISTRATOR: people.somebody(site, role)


@pytest.fixture
def bound() -> Callable[[str], AbstractContextManager[Any]]:
    """with bound("ta"): whatever is asked of the database is asked of that site."""
    return lambda site: context.tenant_scope(Tenant.objects.get(slug=site))
