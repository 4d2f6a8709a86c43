"""`cms bench supervised`: web and worker under supervisord, replaced again and again while visitors and tasks go on."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connections
from django.test.utils import override_settings

from cms.bench import probes, storm
from cms.bench.crew import wait_until
from cms.bench.database import BenchError, own_cluster, url_of
from cms.bench.figures import count, load_average, machine
from cms.bench.planting import Size, open_units, plant
from cms.bench.restarts import BASE, CALM, CONCURRENCY, SLUGS, Site, until
from cms.bench.server import HOST, START_SECONDS, answers, free_port
from cms.bench.tasks import QUEUE
from cms.registry.sites import Address
from cms.settings.env import Database
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.tasks.backends import inline

HELP = "由 supervisord 看管网站和后台任务，访问和任务不停，其间轮流更换：失败几次，任务丢没丢"
OPTIONS = ("rolls", "tasks")
ROLLS, TASKS = 5, 500
PROGRAMS = Path(sys.executable).parent
"""Where supervisord lies, which the tests install."""
CONFIGURATION = """
[unix_http_server]
file=%(here)s/control
[supervisord]
nodaemon=true
logfile=%(here)s/supervisord.log
pidfile=%(here)s/supervisord.pid
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://%(here)s/control
[program:web]
command=%(python)s -m cms serve --workers 2
stopwaitsecs=60
[program:worker]
command=%(python)s -m cms worker
stopwaitsecs=60
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rolls", type=count, default=ROLLS, help=f"各更换几次（默认 {ROLLS}）")
    parser.add_argument("--tasks", type=count, default=TASKS, help=f"其间的任务数（默认 {TASKS}）")


class Supervisor:
    """A running supervisord and its two programs."""

    def __init__(self, place: Path, process: subprocess.Popen[bytes]) -> None:
        self.place, self.process = place, process

    def ask(self, *words: str) -> str:
        """What supervisorctl says. It ends with a status of its own for a program that is not running."""
        command = [str(PROGRAMS / "supervisorctl"), "-c", str(self.place / "supervisord.conf"), *words]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    def pid(self, program: str) -> int:
        text = self.ask("pid", program).strip()
        return int(text) if text.isdigit() else 0

    def replace_worker(self) -> None:
        """Stopped and started, as an operator does after an upgrade."""
        before = self.pid("worker")
        self.ask("restart", "worker")
        until(lambda: self.pid("worker") not in (0, before))

    def lose_worker(self) -> None:
        """Killed: the supervisor starts another, and what it held is done all the same."""
        before = self.pid("worker")
        self.ask("signal", "KILL", "worker")
        until(lambda: self.pid("worker") not in (0, before))


@contextmanager
def supervised(database: Database, port: int) -> Iterator[Supervisor]:
    """supervisord with web and worker for the block; nothing of them is left after. Raises BenchError."""
    if not (PROGRAMS / "supervisord").exists():
        raise BenchError("没有 supervisord：请先安装测试用的依赖")
    place = database.data.parent
    text = CONFIGURATION % {"here": place, "python": sys.executable}
    (place / "supervisord.conf").write_text(text)
    told = {"DATABASE_URL": url_of(database), "DATA": str(database.data), "HOST": HOST, "PORT": str(port)}
    command = [str(PROGRAMS / "supervisord"), "-c", str(place / "supervisord.conf")]
    process = subprocess.Popen(command, env=os.environ | told, stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + START_SECONDS
        while not answers(port):
            if process.poll() is not None or time.monotonic() > end:
                raise BenchError(f"supervisord 没有让网站起来，见 {place}")
            time.sleep(0.1)
        yield Supervisor(place, process)
    finally:
        process.terminate()
        process.wait(150)


def run(*, rolls: int = ROLLS, tasks: int = TASKS) -> dict[str, Any]:
    """What visitors and tasks saw of `rolls` replacements of each program, and of one worker that was killed."""
    load, port = load_average(), free_port()
    with own_cluster() as database, override_settings(TASKS=QUEUE):
        with inline():
            known = open_units(list(SLUGS), Address(BASE, port))
            tenants = [known[slug] for slug in SLUGS]
            for tenant in tenants:
                plant(tenant, Size(1, 3, 3))
        probes.plant(tenants)
        connections.close_all()
        with supervised(database, port) as supervisor:
            site = Site(supervisor.pid("web"), database.data, port, CONCURRENCY, CALM)
            turns = [site.roll, supervisor.replace_worker] * rolls + [supervisor.lose_worker]
            parts = [range(tasks)[number :: len(turns)] for number in range(len(turns))]
            seen = site.under_load(
                [partial(_meet, tenants, part, turn) for part, turn in zip(parts, turns, strict=True)]
            )
            wait_until(lambda: not storm.unfinished(), seconds=300, what="全部任务")
        found = probes.traces(tenants, tasks)
        connections.close_all()
    return {
        "bench": "supervised", "rolls": rolls, "visitors": seen, "tasks": tasks, "effects": found.effects,
        "lost": found.lost, "doubled": found.doubled, "strayed": found.strayed, "cpus": os.cpu_count(),
        "load_before": load, "load_after": load_average(),
    }  # fmt: skip


def _meet(tenants: list[Tenant], numbers: range, turn: Callable[[], object]) -> None:
    """Order tasks that last long enough for the replacement to meet some of them, and make it."""
    for n in numbers:
        tenant = tenants[n % len(tenants)]
        with tenant_scope(tenant):
            probes.transact.enqueue(n, tenant.schema_name, 0.5)
    turn()


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    seen = figures["visitors"]
    failed = "、".join(f"{kind} {times}" for kind, times in seen["failed"].items()) or "0"
    return [
        f"supervisord 之下，网站和后台任务各更换 {figures['rolls']} 次，再杀死后台任务一次；机器 {machine(figures)}",
        f"访问 答复 {seen['answers']:,}，p95 {seen['p95_ms']} ms，失败 {failed}，中断的连接 {seen['broken_connections']}",
        f"任务 {figures['tasks']} 项，效果 {figures['effects']}，丢失 {figures['lost']}，重复 {figures['doubled']}，"
        f"串站 {figures['strayed']}",
    ]
