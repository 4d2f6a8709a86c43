"""`cms bench obligations`: what a whole district owes, computed anew from the facts; and how fast it is counted."""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import os
import time
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from cms.bench import district
from cms.bench.database import BenchError, own_database
from cms.bench.figures import count, load_average, machine, median, percentile
from cms.bench.visitor import questions_of, sign_in, visit
from cms.obligations.models import Obligation
from cms.obligations.projection import Changes, recompute
from cms.registry.sites import Address
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole
from tenants.models import Tenant
from tenants.progress import progress
from tenants.roles import owner_connection

HELP = "重算全区一年的应公开义务，每十万件要多久；区委办、条线、单位、指导者的页面要多久、查几次数据库"
OPTIONS = ("units", "items", "requests")
UNITS, ITEMS, REQUESTS = 1000, 30, 40
FEW = 5
"""Units that are there when the questions of each page are counted for the first time."""
ADDRESS = Address("localhost", 8000)
TARGET_MS = 200
PER = 100_000


@dataclass(frozen=True)
class Page:
    """A page to measure: its name, who looks, where."""

    name: str
    client: Client
    path: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--units", type=count, default=UNITS, help=f"单位数，多于 {FEW}（默认 {UNITS}）")
    parser.add_argument("--items", type=count, default=ITEMS, help=f"每个单位的事项数（默认 {ITEMS}）")
    parser.add_argument(
        "--requests", type=count, default=REQUESTS, help=f"每个页面访问几次（默认 {REQUESTS}）"
    )


def run(*, units: int = UNITS, items: int = ITEMS, requests: int = REQUESTS) -> dict[str, Any]:
    """Seconds of each recomputation, milliseconds and questions of each page. As the keys say."""
    if units <= FEW:
        raise BenchError(f"至少要 {FEW + 1} 个单位：--units {FEW + 1}")
    load, today = load_average(), timezone.localdate()
    with own_database():
        central = district.found(ADDRESS)
        first = _settle(central, range(FEW), items, today)
        for turn in (_recompute, district.live_a_year, _recompute):
            turn(first, today=today)
        pages = _pages(central)
        few = {page.name: questions_of(page.client, page.path) for page in pages}
        rest = _settle(central, range(FEW, units), items, today)
        passes = _passes([*first, *rest], rest, today)
        _analyze()
        _let_go()
        measured = [_measured(page, few[page.name], requests) for page in pages]
    return {
        "bench": "obligations",
        "units": units,
        "items": items,
        **passes,
        "pages": measured,
        "requests": requests,
        "targets": {"desk_ms": TARGET_MS},
        "met": all(
            row["p95_ms"] < TARGET_MS and row["unchanged"] for row in measured if row["name"] in GOALS
        ),
        "cpus": os.cpu_count(),
        "load_before": load,
        "load_after": load_average(),
    }


def _settle(central: Tenant, numbers: range, items: int, today: dt.date) -> list[Tenant]:
    since = dt.date(today.year, 1, 1)
    tenants = district.settle(central, numbers, ADDRESS)
    district.register_catalogs(tenants, items, since=since, until=today)
    return tenants


def _passes(everyone: list[Tenant], rest: list[Tenant], today: dt.date) -> dict[str, Any]:
    """From nothing, after a year's facts, and once more with nothing new. The first leaves out the few."""
    added, first = _recompute(rest, today=today)
    district.live_a_year(rest, today=today)
    changed, facts = _recompute(everyone, today=today)
    nothing, again = _recompute(everyone, today=today)
    if nothing:
        raise AssertionError(f"recomputing changed {nothing}")
    owed = Obligation.everything.using("central").count()
    return {
        "obligations": owed,
        "written": added.added,
        "changed": changed.changed,
        "first_s": round(first, 2),
        "facts_s": round(facts, 2),
        "again_s": round(again, 2),
        "first_per_100k_s": round(first * PER / max(added.added, 1), 2),
        "facts_per_100k_s": round(facts * PER / max(owed, 1), 2),
        "again_per_100k_s": round(again * PER / max(owed, 1), 2),
        "again_to_facts_ratio": round(again / facts, 3),
    }


def _recompute(tenants: list[Tenant], *, today: dt.date) -> tuple[Changes, float]:
    """Every unit through the engine's own door, one after another. Returns what was written, and seconds."""
    total, began = Changes(), time.monotonic()
    for tenant in progress(tenants, label="重算应公开义务", total=len(tenants)):
        with tenant_scope(tenant):
            one = recompute(today=today)
        total = Changes(total.added + one.added, total.changed + one.changed, total.voided + one.voided)
    return total, time.monotonic() - began


def _analyze() -> None:
    """Let PostgreSQL know what is there, as autovacuum does within the minute in a district that lives."""
    with owner_connection(autocommit=True) as owner:
        owner.execute("ANALYZE")


def _let_go() -> None:
    """What planting a district left in this process is no web process's: its collector must not go over it."""
    gc.collect()
    gc.freeze()


DESK = "/admin/oversight/"
GOALS = ("office desk", "line", "unit", "unit on a day", "guide desk", "coverage", "API coverage")


def _pages(central: Tenant) -> list[Page]:
    town = Tenant.objects.get(slug=district.TOWN)
    office = sign_in(central, MemberRole.OFFICE_CLERK, ADDRESS.host(central.slug))
    guide = sign_in(town, MemberRole.LEADER, ADDRESS.host(town.slug))
    anybody = Client(headers={"host": ADDRESS.host(central.slug)})
    since = dt.date(timezone.localdate().year, 1, 1)
    return [
        Page("office desk", office, DESK),
        Page("line", office, f"{DESK}line/B01/"),
        Page("unit", office, f"{DESK}unit/village1/"),
        Page("unit on a day", office, f"{DESK}unit/village1/?on={since}"),
        Page("ledger", office, f"{DESK}ledger/"),
        Page("guide desk", guide, DESK),
        Page("coverage", anybody, "/coverage"),
        Page("coverage of a line", anybody, "/coverage?line=B01"),
        Page("API coverage", anybody, "/api/v1/coverage"),
        Page("API obligations of a unit", anybody, "/api/v1/obligations?unit=village1"),
        Page("API obligations", anybody, "/api/v1/obligations"),
    ]


def _measured(page: Page, few: int, requests: int) -> dict[str, Any]:
    questions = questions_of(page.client, page.path)
    began = time.process_time()
    times = [visit(page.client, page.path) for _number in range(requests)]
    busy = (time.process_time() - began) * 1000 / requests
    return {
        "name": page.name,
        "median_ms": round(median(times), 1),
        "p95_ms": round(percentile(times, 0.95), 1),
        "cpu_ms": round(busy, 1),
        "queries": questions,
        "queries_few": few,
        "unchanged": questions <= few,
    }


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    f = figures
    return [
        f"{f['units']:,} 个单位，各 {f['items']} 个事项：应公开义务 {f['obligations']:,} 件",
        f"从零写出   {f['first_s']:.1f} 秒，每十万件 {f['first_per_100k_s']:.1f} 秒",
        f"全部重算   {f['facts_s']:.1f} 秒，每十万件 {f['facts_per_100k_s']:.1f} 秒（改动 {f['changed']:,} 件）",
        f"再算一遍   {f['again_s']:.1f} 秒，每十万件 {f['again_per_100k_s']:.1f} 秒，没有改动，"
        f"是上一遍的 {f['again_to_facts_ratio']:.2f} 倍",
        *map(_line, f["pages"]),
        f"机器       {machine(f)}",
        f"要求       各页 p95 < {f['targets']['desk_ms']} 毫秒，查询次数不变：{'达到' if f['met'] else '没有达到'}",
    ]


def _line(row: dict[str, Any]) -> str:
    same = "不变" if row["unchanged"] else f"变了（{FEW} 个单位时 {row['queries_few']} 次）"
    return (
        f"{row['name']:26}中位数 {row['median_ms']:7.1f} 毫秒   p95 {row['p95_ms']:7.1f} 毫秒   "
        f"其中本进程计算 {row['cpu_ms']:6.1f} 毫秒   查询 {row['queries']} 次，{same}"
    )
