"""`cms bench scheduled`: articles of many units that all fall due at one moment, and schedulers that compete for them."""

from __future__ import annotations

import argparse
import os
from typing import Any

from django.test.utils import override_settings

from cms.bench import timed
from cms.bench.database import own_database
from cms.bench.figures import count, load_average, machine
from cms.bench.planting import Size, open_units, plant
from cms.bench.tasks import QUEUE
from cms.registry.sites import Address
from tenants.progress import progress
from tenants.tasks.backends import inline

HELP = "许多单位的内容同一时刻到期，几个调度进程争抢：每条公开一次，不多不少"
OPTIONS = ("units", "due", "schedulers")
UNITS, DUE, SCHEDULERS = 10, 500, 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--units", type=count, default=UNITS, help=f"单位数（默认 {UNITS}）")
    parser.add_argument("--due", type=count, default=DUE, help=f"每个单位到期几条（默认 {DUE}）")
    parser.add_argument(
        "--schedulers", type=count, default=SCHEDULERS, help=f"调度进程数（默认 {SCHEDULERS}）"
    )


def run(*, units: int = UNITS, due: int = DUE, schedulers: int = SCHEDULERS) -> dict[str, Any]:
    """What was public early, and what is after: entries, versions, pages, log lines, tasks. `met`: each exactly once."""
    load = load_average()
    with own_database(), override_settings(TASKS=QUEUE):
        slugs = [f"bench{number}" for number in range(1, units + 1)]
        with inline():
            known = open_units(slugs, Address("bench.localhost", 80))
            tenants = [known[slug] for slug in slugs]
            for tenant in progress(tenants, label="建立专栏", total=units):
                plant(tenant, Size(1, 2, 0))
        seen = timed.publish(tenants, publications=units * due, schedulers=schedulers)
    return {
        "bench": "scheduled", "units": units, "due": due, **seen, "met": seen["once"], "cpus": os.cpu_count(),
        "load_before": load, "load_after": load_average(),
    }  # fmt: skip


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    f = figures
    return [
        f"{f['units']} 个单位各 {f['due']} 条同时到期，{f['schedulers']} 个调度进程，{f['seconds']} 秒公开完",
        f"提前 {f['early']}，公开 {f['entries']}，版本 {f['versions']}，页面 {f['live']}，日志 {f['logged']}，"
        f"任务 {f['ordered']}",
        f"机器 {machine(f)}",
        f"要求 每条公开一次：{'达到' if f['met'] else '没有达到'}",
    ]
