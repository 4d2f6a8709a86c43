"""`cms worker` as an operator runs it: a process that works, tells how it is, and stops when it is told to."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from psycopg import sql

from cms.bench import probes
from cms.bench.crew import forked, reap
from cms.settings.env import ROOT
from tenants.context import rebind, tenant_scope
from tenants.tasks.models import Worker as WorkerRow
from tenants.tasks.queries import queue_health
from tenants.tasks.worker import Options, Worker
from tests.conftest import _server
from tests.tenants.clusters import hear_interrupts, wait_for
from tests.tenants.tasks.work import rows, states


def environment(database: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.tenants.tasks.settings",
        "QUEUE_DATABASE": database,
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def running_worker(database: str, *words: str):
    """`cms worker`, killed at the end of the block if it still lives."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cms", "worker", *words],
        cwd=ROOT, env=environment(database), text=True, preexec_fn=hear_interrupts,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def status() -> dict:
    said = io.StringIO()
    call_command("worker", "--status", "--json", stdout=said)
    return json.loads(said.getvalue())


def order(unit, probe, numbers, seconds=0.0) -> None:
    with tenant_scope(unit):
        for n in numbers:
            probe.enqueue(n, unit.schema_name, seconds)
    rebind(None)


def runs_now(number: int):
    return lambda: sum(row.state == "running" for row in rows()) == number


def test_it_works_recycles_tells_and_stops_cleanly(committed, units):
    order(units[0], probes.mark, range(3))
    with running_worker(committed, "--max-tasks", "2", "--concurrency", "1") as process:
        wait_for(lambda: states() == ["done"] * 3)
        # The process replaced itself: the same number, another life.
        wait_for(lambda: (health := queue_health()).workers and health.workers[0].finished < 2)
        assert [worker["pid"] for worker in status()["workers"]] == [process.pid]
        order(units[1], probes.transact, [3], 1.0)
        wait_for(runs_now(1), 10)  # by NOTIFY; it would look by itself after five seconds
        process.send_signal(signal.SIGTERM)
        said, _nothing = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert said.count("后台任务已启动") == 2
    assert "后台任务已停止" in said
    assert states() == ["done"] * 4
    assert not WorkerRow.objects.using("worker").exists()


def test_a_second_sigterm_is_immediate_and_hands_back_what_is_held(committed, units):
    order(units[0], probes.transact, [0], 30)
    order(units[0], probes.once, [1], 30)
    with running_worker(committed) as process:
        wait_for(runs_now(2))
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert process.poll() is None
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert time.monotonic() - began < 25  # what it does would take thirty
    assert process.returncode == 128 + signal.SIGTERM
    transact, once = rows()
    assert (transact.state, transact.tried) == ("ready", 0)
    assert once.state == "dead"
    assert "没有做完" in once.error
    assert probes.traces(units, 2).effects == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [(["--queue", "nothing"], "没有名为 nothing 的队列"), (["--concurrency", "0"], "至少是 1")],
)
def test_what_it_does_not_understand_it_says_in_one_line(queue, words, told):
    with pytest.raises(CommandError, match=told):
        call_command("worker", *words)


OPTIONS = Options(["default"], concurrency=2, lease_seconds=2, poll_seconds=0.5)


@contextmanager
def away(name: str):
    """No database, as while it is restarted: every connection is cut, and none is let in."""
    with psycopg.connect(**_server(), dbname="postgres", autocommit=True) as admin:
        allow = sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")
        admin.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            admin.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


def test_the_database_goes_away_and_comes_back_while_a_worker_runs(committed, units):
    for index, unit in enumerate(units):
        order(unit, probes.transact if index % 2 else probes.mark, range(index, 40, len(units)), 0.05)
    pid = forked(Worker(OPTIONS).run)
    try:
        wait_for(lambda: "running" in states())
        connections.close_all()
        with away(committed):
            time.sleep(1.5)
        wait_for(lambda: set(states()) == {"done"})
    finally:
        os.kill(pid, signal.SIGTERM)
        assert reap(pid) == 0
    found = probes.traces(units, 40)
    assert (found.effects, found.lost, found.doubled, found.strayed) == (40, 0, 0, 0)


def test_a_worker_beside_a_process_ends_with_it(queue):
    """Its parent is gone: nobody else would stop it."""
    pid = forked(Worker(Options(["default"], concurrency=1, parent=os.getpid() + 1)).run)
    assert reap(pid, seconds=10) == 0
