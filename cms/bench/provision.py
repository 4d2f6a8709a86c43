"""`cms bench provision`: how long a new site takes, and whether the three-hundredth takes longer than the first."""

from __future__ import annotations

import argparse
import os
import time
from typing import Any

import psycopg

from cms.bench.database import own_database
from cms.bench.figures import count, load_average, machine, median, megabytes, percentile
from tenants import fingerprint
from tenants.progress import progress
from tenants.provision import NewTenant, provision, read_blueprint
from tenants.roles import configured, owner_connection

HELP = "逐个新建站点，量每个站点的用时"
OPTIONS = ("units",)
UNITS = 300
WINDOW = 30
MEDIAN_TARGET_S = 0.4
RATIO_TARGET = 1.3

SIZE = "SELECT (SELECT count(*) FROM pg_class), pg_database_size(current_database())"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--units", type=count, default=UNITS, help=f"站点数（默认 {UNITS}）")


def run(*, units: int = UNITS) -> dict[str, Any]:
    """Figures of `units` sites made one after another. Seconds, bytes, and counts, as the keys say."""
    load = load_average()
    with own_database(), owner_connection(autocommit=True) as owner:
        seconds = make_sites(owner, units)
        row = owner.execute(SIZE.encode()).fetchone()
    relations, size = row or (0, 0)
    return {
        "bench": "provision",
        **summary(seconds),
        "relations": relations,
        "disk_bytes": size,
        "cpus": os.cpu_count(),
        "load_before": load,
        "load_after": load_average(),
    }


def make_sites(owner: psycopg.Connection, units: int) -> list[float]:
    """Make sites in the database that is pointed at. Seconds of each, in the order they were made."""
    blueprint, roles, seconds = read_blueprint(owner, fingerprint.of_code()), configured(), []
    for number in progress(range(1, units + 1), label="新建站点", total=units):
        slug = f"bench{number}"
        new = NewTenant(slug=slug, title=f"测速单位{number}", host=f"{slug}.localhost")
        began = time.monotonic()
        provision(new, owner=owner, blueprint=blueprint, roles=roles)
        seconds.append(time.monotonic() - began)
    return seconds


def summary(seconds: list[float]) -> dict[str, Any]:
    """The series in figures. The first and the last windows never overlap."""
    window = max(min(WINDOW, len(seconds) // 2), 1)
    first, last = median(seconds[:window]), median(seconds[-window:])
    middle, ratio = median(seconds), last / first
    return {
        "units": len(seconds),
        "median_s": round(middle, 4),
        "p95_s": round(percentile(seconds, 0.95), 4),
        "max_s": round(max(seconds), 4),
        "total_s": round(sum(seconds), 2),
        "window_units": window,
        "first_median_s": round(first, 4),
        "last_median_s": round(last, 4),
        "last_to_first_ratio": round(ratio, 3),
        "targets": {"median_s": MEDIAN_TARGET_S, "last_to_first_ratio": RATIO_TARGET},
        "met": middle <= MEDIAN_TARGET_S and ratio <= RATIO_TARGET,
    }


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    f = figures
    return [
        f"新建站点 {f['units']} 个，共 {f['total_s']:.1f} 秒",
        f"每个站点   中位数 {f['median_s']:.3f} 秒   p95 {f['p95_s']:.3f} 秒   最长 {f['max_s']:.3f} 秒",
        f"最先 {f['window_units']} 个中位数 {f['first_median_s']:.3f} 秒，"
        f"最后 {f['window_units']} 个 {f['last_median_s']:.3f} 秒，后者是前者的 {f['last_to_first_ratio']:.2f} 倍",
        f"数据库     {f['relations']:,} 个表和索引，占磁盘 {megabytes(f['disk_bytes'])}",
        f"机器       {machine(f)}",
        f"要求       中位数 ≤ {MEDIAN_TARGET_S} 秒，最后 ≤ 最先的 {RATIO_TARGET} 倍：{'达到' if f['met'] else '没有达到'}",
    ]
