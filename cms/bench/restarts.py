"""`cms bench restarts`: new web processes, and a database that comes and goes, while visitors ask without a pause."""

from __future__ import annotations

import argparse
import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.db import connections

from cms.bench.database import BenchError, own_cluster
from cms.bench.figures import count, duration, load_average, machine, percentile
from cms.bench.loader import Plan
from cms.bench.planting import Size, open_units, plant
from cms.bench.processes import children, tree
from cms.bench.server import HOST, asking, free_port, serving
from cms.registry.models import Unit
from cms.registry.sites import Address
from tenants import embedded
from tenants.embedded import cluster

HELP = "访问不停，其间更换网站进程、重启数据库：失败几次，多久恢复，有没有答错"
OPTIONS = ("rolls", "restarts", "concurrency", "workers", "calm")
ROLLS, RESTARTS, CONCURRENCY, WORKERS = 5, 10, 8, 2
SLUGS = ("unit01", "unit02")
BASE = "localhost"
PATIENCE = 180.0
"""Seconds within which a restart has to be over."""
CALM = 3.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rolls", type=count, default=ROLLS, help=f"更换网站进程几次（默认 {ROLLS}）")
    parser.add_argument("--restarts", type=count, default=RESTARTS, help=f"重启数据库几次（默认 {RESTARTS}）")
    parser.add_argument(
        "--concurrency", type=count, default=CONCURRENCY, help=f"同时的访问者（默认 {CONCURRENCY}）"
    )
    parser.add_argument("--workers", type=count, default=WORKERS, help=f"服务进程数（默认 {WORKERS}）")
    parser.add_argument(
        "--calm", type=duration, default=CALM, help=f"每次之前和之后的秒数（默认 {CALM:.0f}）"
    )


class Site:
    """The running server (its process id) and the two units that are asked for."""

    def __init__(self, server: int, data: Path, port: int, concurrency: int, calm: float) -> None:
        self.server, self.data, self.port, self.calm = server, data, port, calm
        self.each = max(concurrency // len(SLUGS), 1)
        self.names = {slug: Unit.objects.get(slug=slug).name for slug in SLUGS}

    def under_load(self, events: list[Callable[[], object]]) -> dict[str, Any]:
        """Each event in turn while both units' front pages are asked for: what the visitors saw, and when."""
        moments, took = [], []
        with ExitStack() as stack:
            asked = [stack.enter_context(asking(self._plan(slug, len(events)))) for slug in SLUGS]
            time.sleep(1 + self.calm)
            for event in events:
                moments.append(time.monotonic())
                event()
                took.append(time.monotonic() - moments[-1])
                time.sleep(self.calm)
        return _seen([found[0] for found in asked], moments, took)

    def _plan(self, slug: str, events: int) -> Plan:
        longest = (events + 1) * (PATIENCE + self.calm)
        return Plan(self.port, f"{slug}.{BASE}", "/", longest, self.each, expect=self.names[slug])

    def roll(self) -> None:
        """What an operator does after an upgrade. Over when the processes of before have gone."""
        before = set(children(self.server))
        os.kill(self.server, signal.SIGHUP)
        until(lambda: not any(Path(f"/proc/{process}").exists() for process in before))

    def crash(self) -> None:
        """The control: the same processes, killed."""
        before = set(tree(self.server)) - {self.server}
        for process in before:
            os.kill(process, signal.SIGKILL)
        until(lambda: len(tree(self.server)) > 2)

    def restart_database(self) -> None:
        embedded.stop(self.data)
        embedded.start(self.data)

    def kill_database(self) -> None:
        """As a machine that loses power would leave it."""
        os.kill(int((cluster.folder(self.data) / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        until(lambda: embedded.revive(self.data))


def until(happened: Callable[[], object]) -> None:
    """Wait for it. Raises BenchError after PATIENCE."""
    end = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > end:
            raise BenchError(f"{PATIENCE:.0f} 秒内没有恢复")
        time.sleep(0.05)


def _seen(results: list[dict[str, Any]], moments: list[float], took: list[float]) -> dict[str, Any]:
    """Answers, failures by kind, and seconds from the end of each event to the last failure after it."""
    failed: dict[str, int] = {}
    for result in results:
        for kind, times in result["failed"].items():
            failed[kind] = failed.get(kind, 0) + times
    at = sorted(moment for result in results for moment in result["failed_at"])
    recovery = []
    for number, moment in enumerate(moments):
        following = moments[number + 1] if number + 1 < len(moments) else float("inf")
        last = max((each for each in at if moment <= each < following), default=moment)
        recovery.append(round(max(last - moment - took[number], 0), 2))
    times = [each for result in results for each in result["milliseconds"]]
    return {
        "events": len(moments),
        "answers": len(times),
        "p95_ms": round(percentile(times, 0.95), 1) if times else None,
        "failed": failed,
        "wrong": failed.get("wrong", 0),
        "broken_connections": sum(result["reopened"] for result in results),
        "event_s": [round(each, 2) for each in took],
        "recovery_s": recovery,
    }


def run(
    *,
    rolls: int = ROLLS,
    restarts: int = RESTARTS,
    concurrency: int = CONCURRENCY,
    workers: int = WORKERS,
    calm: float = CALM,
) -> dict[str, Any]:
    """What visitors saw of rolling restarts, of killed processes (the control), and of a database that restarts."""
    load, port = load_average(), free_port()
    with own_cluster() as database:
        tenants = open_units(list(SLUGS), Address(BASE, port))
        for slug in SLUGS:
            plant(tenants[slug], Size(1, 3, 3))
        connections.close_all()
        with serving(database, port=port, workers=workers) as server:
            site = Site(server.pid, database.data, port, concurrency, calm)
            connections.close_all()
            rolled = site.under_load([site.roll] * rolls)
            control = site.under_load([site.crash])
            turns = [site.restart_database, site.kill_database]
            database_seen = site.under_load([turns[number % 2] for number in range(restarts)])
    return {
        "bench": "restarts",
        "concurrency": concurrency,
        "workers": workers,
        "rolling": rolled,
        "killed": control,
        "database": database_seen,
        "host": HOST,
        "cpus": os.cpu_count(),
        "load_before": load,
        "load_after": load_average(),
    }


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    names = {"rolling": "更换网站进程", "killed": "对照：杀死网站进程", "database": "重启数据库"}
    told = [f"{figures['concurrency']} 个访问者不停访问两个单位的首页；机器 {machine(figures)}", ""]
    return told + [_line(name, figures[key]) for key, name in names.items()]


def _line(name: str, seen: dict[str, Any]) -> str:
    failed = "、".join(f"{kind} {times}" for kind, times in seen["failed"].items()) or "0"
    return (
        f"{name} {seen['events']} 次：答复 {seen['answers']:,}，p95 {seen['p95_ms']} ms，失败 {failed}，"
        f"中断的连接 {seen['broken_connections']}，答错 {seen['wrong']}；每次用时 {seen['event_s']} 秒，"
        f"之后 {seen['recovery_s']} 秒不再失败"
    )
