"""`cms bench plugins`: what plugins cost a public page: 0, 5 and 25 that are on, and 25 that are installed and off.

The plugins are packages that the run writes into a folder of its own. What is measured needs them loaded, so the
command starts itself a second time with that folder on the path. Two servers stand on one database, one of them
without any plugin; they are asked in turns, there and back again, so that a drift of the machine meets both alike.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings

from cms.bench.authored import author
from cms.bench.database import BenchError, own_database, url_of
from cms.bench.figures import count, duration, load_average, machine
from cms.bench.loader import Plan
from cms.bench.memory import processor_seconds
from cms.bench.planting import Size, open_units, plant, publish_one
from cms.bench.queries import questions
from cms.bench.read import BASE, CONCURRENCY, PROCESSES
from cms.bench.server import ask, free_port, serving
from cms.extension import actions
from cms.extension.actions import By
from cms.registry.sites import Address
from cms.settings.apps import UNLOADED
from cms.settings.env import Database
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.progress import progress

HELP = "插件让公开页面慢多少：没有插件、启用 5 个和 25 个、装了 25 个但都停用，各每秒答多少次、查几次数据库"
OPTIONS = ("plugins", "entries", "seconds", "rounds", "concurrency", "workers")
PLUGINS, FEW, ENTRIES, SECONDS, ROUNDS = 25, 5, 30, 2.0, 12
TARGET = 0.98
"""Off must cost at most 2 % of a page."""
OFF, SOME, ALL = "off", "some", "all"
NONE = "none"
"""The unit where all are off, asked at the server that has none installed."""
CASES = (NONE, OFF, SOME, ALL)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plugins", type=count, default=PLUGINS, help=f"装几个插件（默认 {PLUGINS}）")
    parser.add_argument(
        "--entries", type=count, default=ENTRIES, help=f"各单位公开内容条数（默认 {ENTRIES}）"
    )
    parser.add_argument(
        "--seconds", type=duration, default=SECONDS, help=f"每次测多少秒（默认 {SECONDS:.0f}）"
    )
    parser.add_argument("--rounds", type=count, default=ROUNDS, help=f"轮流测几遍（默认 {ROUNDS}）")
    parser.add_argument(
        "--concurrency", type=count, default=CONCURRENCY, help=f"同时的访问者（默认 {CONCURRENCY}）"
    )
    parser.add_argument("--workers", type=count, default=PROCESSES, help=f"服务进程数（默认 {PROCESSES}）")


def run(**options: Any) -> dict[str, Any]:
    """Figures of two pages in four cases. Ratios are medians over the rounds, of neighbours in time."""
    if any(one.slug.startswith("bench") for one in settings.PLUGINS):
        return _measure(**options)
    with tempfile.TemporaryDirectory(prefix="gongkai_bench_") as folder:
        slugs = author(Path(folder), options["plugins"])
        path = os.pathsep.join([folder, *filter(None, [os.environ.get("PYTHONPATH")])])
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        return _in_another({"PYTHONPATH": path, "GONGKAI_PLUGINS": ",".join(slugs)}, words)


def _in_another(environment: dict[str, str], words: list[str]) -> dict[str, Any]:
    """This command in a process that has the plugins loaded. Its progress shows; it ends when this one does."""
    line = [sys.executable, "-m", "cms", "bench", "plugins", *words, "--json"]
    process = subprocess.Popen(line, env=os.environ | environment, stdout=subprocess.PIPE, text=True)
    try:
        printed, _nothing = process.communicate()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if process.returncode:
        raise BenchError("没有测成，原因见上")
    return dict(json.loads(printed))


@dataclass(frozen=True)
class Load:
    """How hard to ask, and where: the port of the server without plugins, and of the one with them."""

    bare: int
    full: int
    seconds: float
    rounds: int
    concurrency: int


def _measure(
    *, plugins: int, entries: int, seconds: float, rounds: int, concurrency: int, workers: int
) -> dict[str, Any]:
    load, before = Load(free_port(), free_port(), seconds, rounds, concurrency), load_average()
    counts = {OFF: 0, SOME: min(FEW, plugins), ALL: plugins}
    with own_database() as database:
        tenants = open_units([OFF, SOME, ALL], Address(BASE, load.full))
        paths = {name: _fill(tenants[name], counts[name], entries) for name in counts}
        pages = {
            page: {case: path[page] for case, path in _by_case(paths).items()} for page in ("home", "article")
        }
        asked = {page: _questions(database, by_case) for page, by_case in pages.items()}
        with ExitStack() as stack:
            bare = stack.enter_context(
                serving(database, port=load.bare, workers=workers, environment={UNLOADED: "1"})
            )
            full = stack.enter_context(serving(database, port=load.full, workers=workers))
            servers = {load.bare: bare.pid, load.full: full.pid}
            slices = {page: _slices(page, by_case, load, servers) for page, by_case in pages.items()}
    return {
        "bench": "plugins",
        "plugins": plugins,
        "active": {case: counts.get(case, 0) for case in CASES},
        "seconds": seconds,
        "rounds": rounds,
        "concurrency": concurrency,
        "workers": workers,
        "pages": {page: _row(slices[page], asked[page]) for page in pages},
        "target": TARGET,
        "met": all(_to_none(slices[page], OFF, "rate") >= TARGET for page in pages),
        "cpus": os.cpu_count(),
        "load_before": before,
        "load_after": load_average(),
    }


def _by_case(paths: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {NONE: paths[OFF], **paths}


def _fill(tenant: Tenant, on: int, entries: int) -> dict[str, str]:
    """A unit with content and so many plugins on. Its home page, and an entry with a block of each of them."""
    plant(tenant, Size(1, 6, entries))
    slugs = [one.slug for one in settings.PLUGINS][:on]
    with tenant_scope(tenant):
        for slug in slugs:
            actions.enable(slug, by=By.command_line())
        blocks = [(f"{slug}_note", {"text": "请注意"}) for slug in slugs]
        return {"home": "/", "article": publish_one(blocks).url}


def _host(case: str) -> str:
    return f"{OFF if case == NONE else case}.{BASE}"


def _questions(database: Database, paths: dict[str, str]) -> dict[str, int]:
    """How often each case asks PostgreSQL; that without plugins in a process without."""
    found = {case: len(questions(_host(case), path)) for case, path in paths.items() if case != NONE}
    asking = "from cms.bench.queries import questions; import sys; print(len(questions(*sys.argv[-2:])))"
    line = [sys.executable, "-c", f"import django; django.setup(); {asking}", _host(NONE), paths[NONE]]
    environment = {"DATABASE_URL": url_of(database), "DATA": str(database.data), UNLOADED: "1"}
    told = subprocess.run(line, env=os.environ | environment, capture_output=True, text=True)
    if told.returncode:
        raise BenchError(told.stderr.strip().splitlines()[-1])
    return {NONE: int(told.stdout), **found}


def _turns(rounds: int) -> Iterator[str]:
    """The cases in turn, each second round the other way about."""
    for number in range(rounds):
        yield from CASES[:: -1 if number % 2 else 1]


@dataclass(frozen=True)
class Slice:
    """One case for some seconds. What the processor did for a page hardly depends on who else uses the machine."""

    rate: float
    """Requests a second."""
    busy: float
    """Milliseconds of the processor for a page, in the server's processes alone."""


def _slices(page: str, paths: dict[str, str], load: Load, servers: dict[int, int]) -> dict[str, list[Slice]]:
    """Of each case, round by round. The first round warms up, and is thrown away."""
    found: dict[str, list[Slice]] = {case: [] for case in CASES}
    for case in progress(_turns(load.rounds + 1), label=f"访问 {page}", total=(load.rounds + 1) * len(CASES)):
        port = load.bare if case == NONE else load.full
        before = processor_seconds(servers[port])
        # Without a warm-up of its own: every page that the processor works for is counted.
        got = ask(Plan(port, _host(case), paths[case], load.seconds, load.concurrency, 0))
        if got["failed"]:
            raise BenchError(f"{page} {case}：{got['failed']}")
        answered, spent = len(got["milliseconds"]), processor_seconds(servers[port]) - before
        found[case].append(Slice(answered / load.seconds, 1000 * spent / max(answered, 1)))
    return {case: slices[1:] for case, slices in found.items()}


def _to_none(slices: dict[str, list[Slice]], case: str, figure: str) -> float:
    """The median, over the rounds, of how a case compares with its neighbour in time that has no plugins."""
    pairs = zip(slices[case], slices[NONE], strict=True)
    ratios = [getattr(one, figure) / getattr(none, figure) for one, none in pairs if getattr(none, figure)]
    return round(median(ratios or [0.0]), 3)


def _row(slices: dict[str, list[Slice]], asked: dict[str, int]) -> dict[str, Any]:
    return {
        case: {
            "requests_per_s": round(median(one.rate for one in slices[case]), 1),
            "to_none": _to_none(slices, case, "rate"),
            "cpu_ms": round(median(one.busy for one in slices[case]), 2),
            "cpu_to_none": _to_none(slices, case, "busy"),
            "queries": asked[case],
        }
        for case in CASES
    }


WORDS = {NONE: "没有装插件", OFF: "装了 {plugins} 个，都停用", SOME: "启用 {on} 个", ALL: "启用 {on} 个"}


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    f = figures
    told = [
        f"{f['concurrency']} 个访问者同时访问，轮流 {f['rounds']} 遍，每次 {f['seconds']:g} 秒，"
        f"cms serve 两个，各 {f['workers']} 个进程",
        f"机器 {machine(f)}",
        "",
    ]
    for page, cases in f["pages"].items():
        for case, row in cases.items():
            words = WORDS[case].format(plugins=f["plugins"], on=f["active"][case])
            told.append(
                f"{page:9}{words}：{row['requests_per_s']:.1f} 次/秒，是没有装的 {row['to_none']:.3f} 倍；"
                f"每页处理器 {row['cpu_ms']:.2f} 毫秒，是 {row['cpu_to_none']:.3f} 倍；查询 {row['queries']} 次"
            )
    return [*told, f"停用的至多慢 {(1 - f['target']) * 100:.0f}%：{'做到' if f['met'] else '没有做到'}"]
