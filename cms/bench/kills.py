"""`cms bench kills`: web process, worker and PostgreSQL ended in the middle of what publishes, and what is left of it."""

from __future__ import annotations

import argparse
import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, connections
from django.test.utils import override_settings

from cms.bench import acts, halves, probes, staff, storm
from cms.bench.crew import forked, reap, wait_until
from cms.bench.database import own_cluster
from cms.bench.figures import count, load_average, machine
from cms.bench.guards import unguarded, without_transactions
from cms.bench.planting import CENTRAL, Size, open_units, plant
from cms.bench.restarts import until
from cms.bench.tasks import QUEUE
from cms.bench.traps import Trap, end_oneself, heard, pipe
from cms.registry.sites import Address
from tenants import embedded
from tenants.embedded import cluster
from tenants.models import Tenant
from tenants.progress import progress
from tenants.roles import owner_connection
from tenants.tasks import due, running
from tenants.tasks.backends import inline
from tenants.tasks.clock import DatabaseNow
from tenants.tasks.desk import Desk
from tenants.tasks.models import DueIndex
from tenants.tasks.worker import Options, Worker

HELP = "在公开、撤下、定时、上级审批的任意一步终止网站、后台任务或者数据库，看有没有丢、半截、重复"
OPTIONS = ("times",)
TIMES = 100
UNITS = ("unit01", "unit02")
CONTROL_SHARE = 4
OPTIONS_OF_WORKER = Options(
    ["publish", "default", "index"], concurrency=1, lease_seconds=1.0, poll_seconds=0.2
)
PATIENCE = 120.0
NARROW = 160
"""A worker goes on to other tasks: its blow falls within so many of its first steps."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--times", type=count, default=TIMES, help=f"终止几次（默认 {TIMES}）")


@dataclass
class Found:
    """What the kills met: how often each act was struck, in which state it was left, and everything that is wrong."""

    struck: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    damaged: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)


@dataclass
class Killer:
    """Performs acts in processes that do not survive them. `down` ends the database from a child, `up` brings it back."""

    central: Tenant
    tenants: list[Tenant]
    down: Callable[[], object]
    up: Callable[[], object]
    broken: bool = False
    """The control: each statement is committed by itself."""
    steps: dict[str, int] = field(default_factory=dict)
    found: Found = field(default_factory=Found)
    number: int = 0

    def __post_init__(self) -> None:
        self.number = 10_000 if self.broken else 0

    def rage(self, times: int) -> Found:
        """Strike so many times, all acts and both kinds of blow in turn."""
        names = list(acts.ACTS)
        for turn in progress(range(times), label="终止进程", total=times):
            name, database = names[turn % len(names)], (turn + turn // len(names)) % 2 == 1
            while not self.strike(name, database=database):
                pass
        return self.found

    def strike(self, name: str, *, database: bool) -> bool:
        """One act that meets a blow, and what becomes of it. Whether the blow fell at all."""
        self.number += 1
        if self.broken:
            _forget()
        case = acts.prepare(name, self.tenants[self.number % len(self.tenants)], self.number, self.central)
        fell = self._fall(case, database)
        connections.close_all()
        if fell and database:
            self.up()
        label = f"{name}/{'postgres' if database else self._victim(name)}"
        self._look(case, label, fell)
        if not self.broken:
            self._finish(case, label)
        return fell

    def _victim(self, name: str) -> str:
        return "web" if acts.ACTS[name].perform else "worker"

    def _look(self, case: acts.Case, label: str, fell: bool) -> None:
        """As the blow left it."""
        (row,) = halves.facts([case.tenant], acts.PREFIX, only=str(case.number))
        wrong = halves.damage([row])
        if fell:
            self.found.struck[label] += 1
            self.found.left["after" if acts.ACTS[case.act].done(row) else "before"] += 1
        self.found.damaged += [f"{label} {one}" for one in wrong]

    def _finish(self, case: acts.Case, label: str) -> None:
        """People ask again, and a new worker takes over: everything is done, once."""
        if acts.ACTS[case.act].perform:
            acts.perform(case)
        self._work_off()
        (row,) = halves.facts([case.tenant], acts.PREFIX, only=str(case.number))
        wrong = halves.damage([row], ended=True)
        self.found.damaged += [f"{label} in the end {one}" for one in wrong]
        if not acts.ACTS[case.act].done(row):
            self.found.unfinished.append(f"{label} {row.slug}")

    def _fall(self, case: acts.Case, database: bool) -> bool:
        """Whether the blow fell before all was done."""
        known = self.steps.get(case.act) or self._measure(case.act)
        blow = self.down if database else end_oneself
        with pipe() as (hears, tells):
            at = random.randint(1, known)  # noqa: S311 -- no secret
            trap = Trap(at, blow, after=random.random() < 0.5, tell=tells)  # noqa: S311 -- no secret
            pid = forked(partial(self._act, case, trap))
            if acts.ACTS[case.act].perform:
                reap(pid, seconds=PATIENCE)
                return heard(hears)
            wait_until(lambda: heard(hears) or self._idle(), seconds=PATIENCE, what=case.act)
            fell = heard(hears)
            if not fell or database:
                os.kill(pid, signal.SIGKILL if fell else signal.SIGTERM)
            reap(pid)
            return fell

    def _measure(self, name: str) -> int:
        """How many steps the act takes when nothing happens to it."""
        self.number += 1
        if acts.ACTS[name].perform is None:
            self.steps[name] = NARROW
            return NARROW
        case = acts.prepare(name, self.tenants[0], self.number, self.central)
        with pipe() as (hears, tells):
            trap = Trap(0, end_oneself)

            def count_steps() -> None:
                self._act(case, trap)
                os.write(tells, str(trap.count).encode())

            reap(forked(count_steps), seconds=PATIENCE)
            self.steps[name] = int(os.read(hears, 20))
        self._work_off()
        return self.steps[name]

    def _act(self, case: acts.Case, trap: Trap) -> None:
        """In the child."""
        trap.set()
        if self.broken:
            without_transactions()
        if acts.ACTS[case.act].perform is None:
            Worker(OPTIONS_OF_WORKER).run()
            return
        with suppress(OperationalError, InterfaceError):  # the blow fell on its database
            acts.perform(case)

    def _idle(self) -> bool:
        """Nothing is due and nothing waits. No database, no answer: it is being ended just now."""
        try:
            waiting = DueIndex.objects.using("worker").filter(due_at__lte=DatabaseNow()).exists()
            return not waiting and storm.unfinished() == 0
        except (OperationalError, InterfaceError):
            connections.close_all()
            return False

    def _work_off(self) -> None:
        """What waits is done by a worker that nobody kills."""
        desk = Desk(OPTIONS_OF_WORKER.queues, 1, lease_seconds=OPTIONS_OF_WORKER.lease_seconds)
        due.dispatch()
        while claimed := desk.next():
            running.perform(claimed)
            desk.ended(claimed)
        if self._idle():
            return
        # What a dead worker held is taken back when its lease is over, by one that lives.
        pid = forked(Worker(OPTIONS_OF_WORKER).run)
        try:
            wait_until(self._idle, seconds=PATIENCE, what="后续任务")
        finally:
            os.kill(pid, signal.SIGTERM)
            reap(pid)


def _forget() -> None:
    """What an earlier act of the control left in the queue is not to disturb the next."""
    connections.close_all()
    with owner_connection(autocommit=True) as owner:
        owner.execute("TRUNCATE tasks_queuedtask, tasks_dueindex, tasks_worker")


def ready(tenants: list[Tenant]) -> None:
    """People in each unit, whom no process of before keeps connected."""
    staff.hire(tenants)
    connections.close_all()


def run(*, times: int = TIMES) -> dict[str, Any]:
    """What so many kills left, and what a build that is not one transaction leaves (`control`)."""
    load = load_average()
    with own_cluster() as database, override_settings(TASKS=QUEUE):
        with inline():
            known = open_units(list(UNITS), Address("bench.localhost", 80))
            tenants = [known[slug] for slug in UNITS]
            for tenant in tenants:
                plant(tenant, Size(1, 2, 0))
        probes.plant(tenants)
        ready(tenants)
        server = Server(database.data)
        killer = partial(Killer, known[CENTRAL], tenants, server.down, server.up)
        halves.follow()
        try:
            seen = _told(killer(), times)
            with unguarded(tenants):
                control = _told(killer(broken=True), max(times // CONTROL_SHARE, 2 * len(acts.ACTS)))
        finally:
            halves.unfollow()
            connections.close_all()
    return {
        "bench": "kills", "times": times, **seen, "control": control, "cpus": os.cpu_count(),
        "load_before": load, "load_after": load_average(), "met": not (seen["damaged"] or seen["unfinished"]),
    }  # fmt: skip


def _told(killer: Killer, times: int) -> dict[str, Any]:
    found = killer.rage(times)
    return {
        "struck": dict(sorted(found.struck.items())), "left": dict(found.left), "steps": killer.steps,
        "damaged": len({one.rpartition(": ")[0] for one in found.damaged}), "unfinished": len(found.unfinished),
        "examples": [*found.damaged[:8], *found.unfinished[:4]],
    }  # fmt: skip


class Server:
    """The run's own PostgreSQL: stopped at once, as a machine that loses power leaves it, and started again."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.process = self._process()

    def _process(self) -> int:
        return int((cluster.folder(self.data) / "postmaster.pid").read_text().split()[0])

    def down(self) -> None:
        """`pg_ctl stop -m immediate`, without waiting for it: the process goes on asking while it happens."""
        os.kill(self.process, signal.SIGQUIT)

    def up(self) -> None:
        until(lambda: not Path(f"/proc/{self.process}").exists())
        embedded.start(self.data)
        self.process = self._process()


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    return [
        _line("终止进程", figures),
        _line("  对照（不是一个事务，没有约束）", figures["control"]),
        f"机器 {machine(figures)}",
        f"要求 不丢、没有半截、不重复：{'达到' if figures['met'] else '没有达到'}",
    ]


def _line(name: str, seen: dict[str, Any]) -> str:
    struck = "，".join(f"{label} {times}" for label, times in seen["struck"].items())
    left = seen["left"]
    stood = f"停在改动之前 {left.get('before', 0)} 次，之后 {left.get('after', 0)} 次"
    wrong = f"对不上 {seen['damaged']} 处，没有做完 {seen['unfinished']} 件"
    told = [f"{name}：{struck}", f"    {stood}；{wrong}"]
    return "\n".join([*told, *(f"    {example}" for example in seen["examples"])])
