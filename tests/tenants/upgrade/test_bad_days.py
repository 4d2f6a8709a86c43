"""What stops an upgrade half-way, and what is there afterwards: every tenant as it was or as it should be."""

import multiprocessing
import os
import signal
import threading
import time

import psycopg
import pytest
from django.db import OperationalError, connections

from cms.bench.later import COLUMN, later_code
from tenants.installation import admin_connection
from tenants.models import Tenant
from tenants.roles import owner_connection, owner_rights
from tenants.upgrade import goal, replay, runs, worker
from tenants.upgrade.locks import LEADER, AlreadyUpgrading, leading
from tenants.upgrade.models import MigrationRun
from tenants.upgrade.states import RunState
from tenants.upgrade.upgrading import upgrade
from tenants.upgrade.worker import DiskFull
from tests.tenants.clusters import wait_for

EXTRA = COLUMN.format(name="extra")
HAS = "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = 'extra'"
FINISHED = "SELECT tenant_id, finished FROM upgrade_tenantmigration WHERE state = 'done'"
QUIET = "unnoticed = 'a test'"


@pytest.fixture
def has_it(ask, schema_of):
    """Whether a tenant's schema has the column that the upgrade brings."""
    return lambda slug: ask(HAS, [f'"{schema_of(slug)}".column_articlepage'])[0][0] == 1


@pytest.fixture
def in_the_way(ask, schema_of):
    """in_the_way('tb', 'ADD') puts a column of the same name where the migration wants to: it fails there alone."""
    return lambda slug, verb, kind="": ask(
        f'ALTER TABLE "{schema_of(slug)}".column_articlepage {verb} extra {kind}'
    )


def test_a_migration_that_fails_in_one_schema_leaves_it_alone_and_the_others_go_on(
    district, ask, states, has_it, in_the_way, schema_of
):
    in_the_way("tb", "ADD", "int")
    before = ask("SELECT release, works_from, state FROM tenants_tenant WHERE slug = 'tb'")
    with later_code(f"{EXTRA}, RunSQL('CREATE TABLE late (id int)')", declared=QUIET) as label:
        first = upgrade(workers=2)
        assert (first.state, first.left) == (RunState.FAILED, 0)
        ((slug, error),) = first.failed
        assert (slug, error) == (
            "tb",
            f'{label}：column "extra" of relation "column_articlepage" already exists',
        )
        assert states() == {slug: "failed" if slug == "tb" else "done" for slug in states()}
        assert ask("SELECT release, works_from, state FROM tenants_tenant WHERE slug = 'tb'") == before
        assert ask("SELECT to_regclass(%s)", [f'"{schema_of("tb")}".late']) == [(None,)]
        done = ask(FINISHED)

        in_the_way("tb", "DROP")
        second = upgrade(workers=2)
        assert (second.state, second.done) == (RunState.DONE, 1)
        assert set(done) < set(ask(FINISHED))
        assert has_it("tb")


def test_a_canary_that_fails_stops_before_the_rest(district, ask, states, has_it, in_the_way):
    in_the_way("tb", "ADD", "int")
    ask("UPDATE tenants_tenant SET ring = 1 WHERE slug IN ('tb', 'u3')")
    with later_code(EXTRA):
        said = []
        first = upgrade(said.append, workers=2)
        assert (first.state, [slug for slug, _error in first.failed], first.left) == (
            RunState.STOPPED,
            ["tb"],
            10,
        )
        assert said[-1] == "先行站点没有升级成功，其余站点保持原样"
        assert {slug for slug, state in states().items() if state != "pending"} == {"tb", "u3"}
        assert not has_it("u1")
        in_the_way("tb", "DROP")
        second = upgrade(workers=2)
        assert (second.state, second.done, has_it("u1")) == (RunState.DONE, 11, True)


def test_the_second_of_two_operators_is_told_at_once_and_changes_nothing(district, ask):
    with later_code(EXTRA):
        with admin_connection(autocommit=True) as other, leading(other, "elsewhere:42:x"):
            began = time.monotonic()
            with pytest.raises(AlreadyUpgrading, match=r"主机 elsewhere，进程 42，.* 开始"):
                upgrade()
            assert time.monotonic() - began < 5
            assert ask("SELECT count(*) FROM upgrade_migrationrun") == [(0,)]
        # The control: when the first is done, or dead, the second may.
        assert upgrade(only="ta").done == 1


def test_a_worker_whose_run_was_taken_over_takes_nothing_more(district, ask, states):
    """Its leader lost the connection that held the lock, and somebody else started the command."""
    with later_code(EXTRA):
        upgrade(workers=1, only="ta")
        with owner_rights():
            run = MigrationRun.objects.get()
            job = worker.Job(run.pk, run.operator, "old")
            target = goal.read(goal.Template.objects.order_by("-pk")[0])
            assert next(worker.work(job, target)) is True
            runs.take_up(target, "new")
            assert list(worker.work(job, target)) == []
    assert sorted(states().values()).count("done") == 2


@pytest.fixture
def held(schema_of):
    """A transaction that reads in tb and does not end until it is told to."""
    table = f'"{schema_of("tb")}".column_articlepage'
    with owner_connection() as other:
        other.execute(f"SELECT count(*) FROM {table}")
        yield other
        other.rollback()


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(replay, "LOCK_TIMEOUT", "100ms")
    monkeypatch.setattr(worker, "BACK_OFF", 0.1)


def test_a_lock_that_is_held_for_long_fails_that_tenant_only(district, ask, states, held, impatient, has_it):
    with later_code(EXTRA):
        first = upgrade(workers=1)
        assert [slug for slug, _error in first.failed] == ["tb"]
        assert "等不到锁：别的事务长时间占用着这个站点的表" in first.failed[0][1]
        assert ask("SELECT attempt FROM upgrade_tenantmigration WHERE state = 'failed'") == [
            (worker.ATTEMPTS,)
        ]
        assert sorted(states().values()).count("done") == 11
        held.rollback()
        assert (upgrade(workers=1).done, has_it("tb")) == (1, True)


def test_a_lock_that_is_let_go_costs_another_attempt_and_the_others_do_not_wait(
    district, ask, states, held, impatient, monkeypatch
):
    monkeypatch.setattr(worker, "BACK_OFF", 1.0)

    def let_go_when_the_others_are_done():
        wait_for(lambda: sorted(states().values()).count("done") == 11)
        held.rollback()

    with later_code(EXTRA):
        friend = threading.Thread(target=let_go_when_the_others_are_done)
        friend.start()
        assert upgrade(workers=1).failed == []
        friend.join()
    assert ask("SELECT count(*) FROM upgrade_tenantmigration WHERE attempt > 1") == [(1,)]


KILL_ONCE = """RunSQL(
    "DO $$ BEGIN IF nextval('public.kills') = 3 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; END $$"
)"""


def test_a_lost_connection_is_made_again_and_nothing_is_done_twice(
    district, ask, states, has_it, monkeypatch
):
    """The backend of the third tenant dies in the middle of its transaction."""
    monkeypatch.setattr(worker, "BACK_OFF", 0.1)
    ask("CREATE SEQUENCE public.kills START 0 MINVALUE 0")  # 0 is the template's
    with later_code(f"{EXTRA}, {KILL_ONCE}", declared=QUIET):
        summary = upgrade(workers=1)
    assert (summary.state, summary.failed) == (RunState.DONE, [])
    assert ask("SELECT sum(attempt) FROM upgrade_tenantmigration") == [(13,)]
    assert all(has_it(slug) for slug in states())


def test_a_database_that_stays_away_ends_the_command_and_the_next_one_goes_on(
    district, ask, states, monkeypatch
):
    """Nobody may connect any more, as while it is down; afterwards only the rest is done."""
    monkeypatch.setattr(worker, "PATIENCE", 0.5)
    monkeypatch.setattr(worker, "BACK_OFF", 0.1)
    ask("CREATE SEQUENCE public.kills START 0 MINVALUE 0")
    with later_code(f"{EXTRA}, {KILL_ONCE}", declared=QUIET):
        monkeypatch.setattr(connections["default"], "get_new_connection", refuse_once_killed(ask))
        with pytest.raises(OperationalError, match="connection refused by the test"):
            upgrade(workers=1)
        monkeypatch.undo()
        connections.close_all()
        assert sorted(states().values()).count("done") == 2
        assert upgrade(workers=1).done == 10


def refuse_once_killed(ask):
    """Django's own way to a new connection; from the third tenant on as if nobody listened."""
    connect = connections["default"].get_new_connection

    def make(parameters):
        if ask("SELECT last_value FROM public.kills") == [(3,)]:
            raise psycopg.OperationalError("connection refused by the test")
        return connect(parameters)

    return make


FULL = """RunSQL(
    "DO $$ BEGIN IF EXISTS (SELECT 1 FROM public.full_disk WHERE name = current_schema())"
    " THEN RAISE EXCEPTION USING ERRCODE = '53100'; END IF; END $$"
)"""


def test_a_full_disk_ends_the_run_at_once_and_is_nobodys_failure(district, ask, states, has_it):
    ask("CREATE TABLE public.full_disk AS SELECT schema_name AS name FROM tenants_tenant WHERE slug = 'tb'")
    with later_code(f"{EXTRA}, {FULL}", declared=QUIET):
        with pytest.raises(DiskFull, match=r"磁盘已满.*已完成的站点不会重做"):
            upgrade(workers=2)
        assert "failed" not in states().values()
        assert states()["tb"] == "pending"
        assert not has_it("tb")
        assert ask("SELECT state FROM upgrade_migrationrun") == [("stopped",)]
        ask("DELETE FROM public.full_disk")
        assert upgrade(workers=2).state == RunState.DONE
    assert has_it("tb")


SLOW = "RunSQL('SELECT pg_sleep(0.3)')"


def _upgrade_apart() -> None:
    """A process group of its own, that can be killed whole."""
    os.setsid()
    upgrade(workers=2)


def start_apart() -> multiprocessing.Process:
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_upgrade_apart)
    process.start()
    return process


@pytest.mark.parametrize("kill", [os.killpg, os.kill], ids=["all of it", "only the one that leads"])
def test_after_kill_9_half_way_the_next_run_does_only_the_rest(district, ask, states, has_it, kill):
    with later_code(f"{EXTRA}, {SLOW}", declared=QUIET):
        process = start_apart()
        wait_for(lambda: _done(ask) >= 3)
        kill(process.pid, signal.SIGKILL)
        process.join()
        # Workers without their leader finish the tenant they are at, and until then nobody else begins.
        wait_for(lambda: _nobody_leads(ask))
        done = set(ask(FINISHED))
        left = 12 - len(done)
        assert left > 0
        # Whole or untouched, and the ledger knows which.
        assert {n for n in states() if has_it(n)} == {n for n, state in states().items() if state == "done"}
        summary = upgrade(workers=2)
        assert summary.state == RunState.DONE
        assert (set(ask(FINISHED)) > done, summary.done) == (True, left)
    assert all(has_it(slug) for slug in states())


def _nobody_leads(ask) -> bool:
    return ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s", [LEADER]) == [(0,)]


def _done(ask) -> int:
    if ask("SELECT to_regclass('public.upgrade_tenantmigration')") == [(None,)]:
        return 0
    return ask("SELECT count(*) FROM upgrade_tenantmigration WHERE state = 'done'")[0][0]


def test_a_run_that_forgot_what_was_done_would_do_it_all_again(district, ask):
    """The control: without its rows and the release of each tenant, twelve and not the rest."""
    with later_code(EXTRA):
        upgrade(workers=1, only="ta")
        ask("DELETE FROM upgrade_tenantmigration")
        ask("UPDATE tenants_tenant SET release = ''")
        assert upgrade(workers=1).done == Tenant.objects.count() == 12
