"""`cms bench limits`: what one harvester does to the readers of another site, with quotas and without."""

from __future__ import annotations

import argparse
import os
from typing import Any

from cms.bench.asking import rates
from cms.bench.database import own_database
from cms.bench.figures import count, duration, load_average, machine
from cms.bench.loader import Plan
from cms.bench.planting import Size, open_units, plant
from cms.bench.read import BASE
from cms.bench.server import ask, asking, free_port, serving
from cms.registry.sites import Address
from cms.settings.env import Database
from cms.settings.variables import LIMIT_SITE, LIMIT_VISITOR, STORE, WORKERS
from tenants.progress import progress

HELP = "一个站点被大量抓取时，另一个站点的读者要等多久：有限额和没有限额"
OPTIONS = ("seconds", "harvesters")
SECONDS, HARVESTERS = 10.0, 32
SIZE = Size(1, 6, 60)
HARVESTED, READ = "harvested", "read"
PATH = "/api/v1/entries?limit=100"
QUOTA = "60/10"
"""Of a visitor, here: what a harvester reaches on a slow machine too. A busy one answers no more than production's allows."""
PAUSE = 0.2
"""Seconds that the reader looks at a page: five a second, below the quota."""
PAST_THE_STORE = {STORE.name: "off"}
"""What is kept costs nobody anything, and is not counted."""
UNLIMITED = {LIMIT_VISITOR.name: "0", LIMIT_SITE.name: "0"}
CASES: dict[str, tuple[dict[str, str], bool]] = {
    "alone": (UNLIMITED, False),
    "without": (UNLIMITED, True),
    "with": ({LIMIT_VISITOR.name: QUOTA, LIMIT_SITE.name: "0"}, True),
}
"""Name → what the server is told, and whether there is a harvester."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seconds", type=duration, default=SECONDS, help=f"每种情况测多少秒（默认 {SECONDS:.0f}）"
    )
    parser.add_argument(
        "--harvesters", type=count, default=HARVESTERS, help=f"抓取者的连接数（默认 {HARVESTERS}）"
    )


def run(*, seconds: float = SECONDS, harvesters: int = HARVESTERS) -> dict[str, Any]:
    """Milliseconds of the reader's answers in each case, and what the harvester was answered."""
    load, found = load_average(), {}
    with own_database() as database:
        for tenant in open_units([HARVESTED, READ], Address(BASE, free_port())).values():
            plant(tenant, SIZE)
        for name in progress(CASES, label="读者等待", total=len(CASES)):
            found[name] = _case(database, name, seconds, harvesters)
    return {
        "bench": "limits",
        "seconds": seconds,
        "harvesters": harvesters,
        "quota": QUOTA,
        "cases": found,
        "cpus": os.cpu_count(),
        "load_before": load,
        "load_after": load_average(),
    }


def _case(database: Database, name: str, seconds: float, harvesters: int) -> dict[str, Any]:
    told, harvested = CASES[name]
    port = free_port()
    reader = Plan(port, f"{READ}.{BASE}", "/", seconds, 1, pause=PAUSE, visitor="192.0.2.1")
    # Warm long enough to use up what may come at once.
    greedy = Plan(port, f"{HARVESTED}.{BASE}", PATH, 10 * seconds, harvesters, visitor="192.0.2.2")
    with serving(database, port=port, workers=WORKERS.given(), environment=told | PAST_THE_STORE):
        if not harvested:
            return {"reader": rates(ask(reader), seconds), "harvester": None}
        with asking(greedy) as got:
            ask(Plan(port, reader.host, "/", seconds, 1, pause=PAUSE, visitor="192.0.2.3"))
            measured = rates(ask(reader), seconds)
        return {
            "reader": measured,
            "harvester": {"answered": len(got[0]["milliseconds"]), **got[0]["failed"]},
        }


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    f, words = figures, {"alone": "没有人抓取", "without": "有人抓取，没有限额", "with": "有人抓取，有限额"}
    told = [f"{f['harvesters']} 个连接不停抓取一个站点，限额 {f['quota']}；机器 {machine(f)}", ""]
    for name, case in f["cases"].items():
        reader, got = case["reader"], case["harvester"]
        said = f"   抓取者 {got}" if got else ""
        told.append(f"{words[name]:12} 读者 p50 {reader['p50_ms']} ms   p95 {reader['p95_ms']} ms{said}")
    return told
