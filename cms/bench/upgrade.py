"""`cms bench upgrade`: what an upgrade costs a site, whether the last hundred cost more than the first, and a kill -9."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import time
from typing import Any

import psycopg
from django.db import connections

from cms.bench.database import own_database
from cms.bench.figures import count, load_average, machine, median, megabytes
from cms.bench.later import COLUMN, later_code
from cms.bench.memory import Samples, children
from cms.bench.provision import make_sites
from tenants.provision import analyze_catalogs
from tenants.roles import owner_connection
from tenants.upgrade.upgrading import WORKERS, upgrade

HELP = "升级站点，量每个站点的用时和内存；中途 kill -9 再运行"
OPTIONS = ("units", "workers")
UNITS = 300
WINDOW = 100
IDLE_TARGET_S, COLUMN_TARGET_S, RATIO_TARGET = 0.05, 0.3, 1.3

BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
TIMES = """
    SELECT extract(epoch FROM m.finished - m.started)::float, extract(epoch FROM m.started)::float
      FROM upgrade_tenantmigration m
     WHERE m.run_id = (SELECT max(id) FROM upgrade_migrationrun) ORDER BY m.started
"""
DONE = """
    SELECT tenant_id, finished FROM upgrade_tenantmigration
     WHERE state = 'done' AND run_id = (SELECT max(id) FROM upgrade_migrationrun)
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--units", type=count, default=UNITS, help=f"站点数（默认 {UNITS}）")
    parser.add_argument("--workers", type=count, default=WORKERS, help=f"同时升级的站点数（默认 {WORKERS}）")


def run(*, units: int = UNITS, workers: int = WORKERS) -> dict[str, Any]:
    """Figures of an upgrade of `units` sites with nothing to do, with one column, and killed half-way."""
    load = load_average()
    with own_database(), owner_connection(autocommit=True) as owner:
        make_sites(owner, units)
        analyze_catalogs(owner)
        figures = {"idle": _idle(units, workers), "column": {}, "killed": {}}
        with later_code(COLUMN.format(name="bench_one"), name="one"):
            figures["column"] = _column(owner, units, workers)
            with later_code(COLUMN.format(name="bench_two"), name="two"):
                figures["killed"] = _killed(owner, units, workers)
    return {
        "bench": "upgrade",
        "units": units,
        "workers": workers,
        **figures,
        "targets": {
            "idle_s": IDLE_TARGET_S,
            "column_s": COLUMN_TARGET_S,
            "last_to_first_ratio": RATIO_TARGET,
        },
        "met": met(figures),
        "cpus": os.cpu_count(),
        "load_before": load,
        "load_after": load_average(),
    }


def met(figures: dict[str, Any]) -> bool:
    """Whether the targets were reached, and a killed upgrade did its rest and no more."""
    idle, column, killed = figures["idle"], figures["column"], figures["killed"]
    in_time = idle["per_unit_s"] <= IDLE_TARGET_S and column["per_unit_s"] <= COLUMN_TARGET_S
    return in_time and column["last_to_first_ratio"] <= RATIO_TARGET and bool(killed["only_the_rest"])


def _idle(units: int, workers: int) -> dict[str, Any]:
    began = time.monotonic()
    upgrade(workers=workers)
    total = time.monotonic() - began
    return {"total_s": round(total, 2), "per_unit_s": round(total / units, 4)}


def _column(owner: psycopg.Connection, units: int, workers: int) -> dict[str, Any]:
    """One column more, from the ledger's migration to the last site. Template included in the whole, as in life."""
    mine = os.getpid()
    with (
        owner_connection(autocommit=True) as watcher,
        Samples(lambda: children(mine) or [mine]) as ours,
        Samples(lambda: [pid for (pid,) in watcher.execute(BACKENDS).fetchall()]) as backends,
    ):
        began = time.monotonic()
        upgrade(workers=workers)
        total = time.monotonic() - began
    rows = owner.execute(TIMES).fetchall()
    seconds = [each for each, _start in rows]
    of_schemas = max(each + start for each, start in rows) - rows[0][1]
    return {
        "total_s": round(total, 2),
        "per_unit_s": round(total / units, 4),
        "schemas_s": round(of_schemas, 2),
        **ratio(seconds),
        "worker_bytes_early": ours.early,
        "worker_bytes_late": ours.late,
        "backend_bytes_early": backends.early,
        "backend_bytes_late": backends.late,
    }


def ratio(seconds: list[float]) -> dict[str, Any]:
    """Medians of the first and the last hundred, or halves when there are fewer. Seconds of one site's transaction."""
    window = max(min(WINDOW, len(seconds) // 2), 1)
    first, last = median(seconds[:window]), median(seconds[-window:])
    return {
        "window_units": window,
        "first_median_s": round(first, 4),
        "last_median_s": round(last, 4),
        "last_to_first_ratio": round(last / max(first, 1e-9), 3),
    }


def _apart(workers: int) -> None:
    """The upgrade in a process group of its own, that can be killed whole."""
    os.setsid()
    upgrade(workers=workers)


def _killed(owner: psycopg.Connection, units: int, workers: int) -> dict[str, Any]:
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_apart, args=(workers,))
    process.start()
    before = set(owner.execute(DONE).fetchall())
    while process.is_alive() and len(set(owner.execute(DONE).fetchall()) - before) < units // 2:
        time.sleep(0.01)
    os.killpg(process.pid or 0, signal.SIGKILL)
    process.join()
    done = set(owner.execute(DONE).fetchall())
    began = time.monotonic()
    summary = upgrade(workers=workers)
    return {
        "done_before": len(done),
        "done_after": summary.done,
        "only_the_rest": done <= set(owner.execute(DONE).fetchall()) and len(done) + summary.done == units,
        "second_run_s": round(time.monotonic() - began, 2),
    }


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    f, column, killed = figures, figures["column"], figures["killed"]
    return [
        f"升级站点 {f['units']} 个，{f['workers']} 个同时",
        f"没有要做的  共 {f['idle']['total_s']:.1f} 秒，每个站点 {f['idle']['per_unit_s']:.4f} 秒",
        f"加一列      共 {column['total_s']:.1f} 秒，每个站点 {column['per_unit_s']:.3f} 秒；"
        f"其中台账和模板 {column['total_s'] - column['schemas_s']:.1f} 秒，各站点 {column['schemas_s']:.1f} 秒",
        f"一个站点    "
        f"最先 {column['window_units']} 个中位数 {column['first_median_s']:.3f} 秒，"
        f"最后 {column['last_median_s']:.3f} 秒，后者是前者的 {column['last_to_first_ratio']:.2f} 倍",
        f"内存        升级进程 {megabytes(column['worker_bytes_early'])} → {megabytes(column['worker_bytes_late'])}，"
        f"数据库进程 {megabytes(column['backend_bytes_early'])} → {megabytes(column['backend_bytes_late'])}",
        f"中途 kill -9 时已完成 {killed['done_before']} 个，再运行做了 {killed['done_after']} 个，"
        f"用时 {killed['second_run_s']:.1f} 秒：{'只做剩下的' if killed['only_the_rest'] else '不是只做剩下的'}",
        f"机器        {machine(f)}",
        f"要求        没有要做的 ≤ {IDLE_TARGET_S} 秒，加一列 ≤ {COLUMN_TARGET_S} 秒，"
        f"最后 ≤ 最先的 {RATIO_TARGET} 倍：{'达到' if f['met'] else '没有达到'}",
    ]
