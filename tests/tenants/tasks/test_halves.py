"""What publishes is killed at any of its steps: web process, worker, database connection. There is never a half."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connections

from cms.bench import acts, halves, kills, races
from cms.bench.guards import unguarded
from tenants.models import Tenant
from tests.conftest import _server

pytestmark = pytest.mark.slow


def lose_connection() -> None:
    """The database ends this process's session, as it does to all of them when it goes down."""
    mine = connections["default"].connection.info
    with psycopg.connect(**_server(), dbname=mine.dbname, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s)", [mine.backend_pid])


@pytest.fixture
def killer(units):
    """kill(broken=…) on two units whose people are there. What it wrote goes with the database of the package."""
    named = {tenant.slug: tenant for tenant in Tenant.objects.all()}
    mine = [named["ta"], named["tb"]]
    kills.ready(mine)
    halves.follow()
    yield lambda **how: kills.Killer(named["central"], mine, lose_connection, lambda: None, **how)
    halves.unfollow()
    connections.close_all()


def test_whatever_is_killed_page_ledger_log_and_follow_ups_agree_and_without_one_transaction_they_do_not(
    killer,
):
    found = killer().rage(6)
    assert (found.damaged, found.unfinished) == ([], [])
    assert {label.partition("/")[0] for label in found.struck} == {*acts.ACTS}
    assert sum(found.struck.values()) == 6
    broken = killer(broken=True)
    with unguarded(broken.tenants):
        assert any(broken.rage(1).damaged for _n in range(12))


def test_of_races_between_approving_and_writing_nothing_goes_public_that_nobody_approved(killer, units):
    """And the way in which Wagtail publishes by itself, without our guards, is found out by the same look."""
    ta, tb = (tenant for tenant in units if tenant.slug in ("ta", "tb"))
    seen = races.race(ta, 16)
    assert (seen["unapproved"], seen["unlike"], seen["lost"]) == (0, 0, 0)
    assert seen["published"] + seen.get("refused", 0) == seen["edited"] == 16
    with unguarded([tb]):
        assert races.race(tb, 8, before=races.as_wagtail_has_it)["unapproved"] > 0
