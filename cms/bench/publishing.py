"""`cms bench publish`: one approved plan carried out with all its writes, in small and large units and ledgers."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connections, transaction
from django.test.utils import override_settings
from django.utils import timezone

from cms.bench import mass, staff
from cms.bench.database import own_database
from cms.bench.figures import count, load_average, machine, median, percentile
from cms.bench.planting import Size, open_units, plant
from cms.bench.queries import asked
from cms.bench.tasks import QUEUE
from cms.pages.models import ArticlePage
from cms.procedure.rehearsal import rehearse
from cms.publication.actions import publish_approved
from cms.publication.models import Entry
from cms.registry.sites import Address
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.tasks.backends import inline

HELP = "公开一份已批准的方案（页面、公开内容、版本、日志、办理记录、义务），内容和台账多少各要多久"
OPTIONS = ("entries", "ledger", "runs")
ENTRIES, LEDGER, RUNS = (10, 10_000), 1_000_000, 40
SLUG = "unit01"
ITEMS = 24


def sizes(text: str) -> tuple[int, ...]:
    """Numbers of entries, the smallest first. Raises ArgumentTypeError."""
    found = tuple(count(part) for part in text.split(","))
    if sorted(set(found)) != list(found):
        raise argparse.ArgumentTypeError(f"{text} 要从小到大")
    return found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    told = ",".join(map(str, ENTRIES))
    parser.add_argument("--entries", type=sizes, default=ENTRIES, help=f"本单位的内容条数（默认 {told}）")
    parser.add_argument(
        "--ledger", type=count, default=LEDGER, help=f"最后再加台账里别的单位的条数（默认 {LEDGER}）"
    )
    parser.add_argument("--runs", type=count, default=RUNS, help=f"每种情形公开几次（默认 {RUNS}）")


def run(*, entries: tuple[int, ...] = ENTRIES, ledger: int = LEDGER, runs: int = RUNS) -> dict[str, Any]:
    """Times and queries at each size of the unit, and at the largest with the ledger filled. Ratios to the first."""
    load = load_average()
    with own_database(), override_settings(TASKS=QUEUE):
        with inline():
            tenant = open_units([SLUG], Address("bench.localhost", 80))[SLUG]
            plant(tenant, Size(4, ITEMS, min(entries[0], 10)))
        staff.hire([tenant])
        with tenant_scope(tenant):
            pattern = ArticlePage.objects.live().order_by("pk").first().pk
        rows = []
        for wanted in entries:
            mass.fill_unit(tenant, pattern, max(wanted - _entries(tenant), 0))
            rows.append(_measured(tenant, runs))
        began = time.monotonic()
        mass.fill_ledger(tenant, pattern, ledger)
        filled = time.monotonic() - began
        rows.append(_measured(tenant, runs))
        connections.close_all()
    for row in rows:
        row["publish_to_first"] = round(row["publish_ms"] / rows[0]["publish_ms"], 2)
        row["approve_to_first"] = round(row["approve_ms"] / rows[0]["approve_ms"], 2)
    return {
        "bench": "publish", "runs": runs, "sizes": rows, "planting_s": round(filled, 1), "cpus": os.cpu_count(),
        "load_before": load, "load_after": load_average(),
        "met": len({row["queries"] for row in rows}) == len({row["approve_queries"] for row in rows}) == 1,
    }  # fmt: skip


def _entries(tenant: Tenant | None) -> int:
    """In the unit, or in the whole ledger."""
    if tenant is None:
        return Entry.objects.using("central").count()
    with tenant_scope(tenant):
        return Entry.objects.count()


_number = iter(range(1, 10_000_000))


def _approved() -> Callable[[], object]:
    """A plan that is approved and not yet carried out; what carries it out."""
    plan = rehearse(staff.written(next(_number), prefix="approved"), at=timezone.now())
    return lambda: publish_approved(plan)


def _before_approval() -> Callable[[], object]:
    """A plan that lacks its last step; what takes the step, and so publishes."""
    plan = staff.before_the_last(staff.proposed(staff.written(next(_number), prefix="passed")))
    return lambda: staff.step_on(plan)


def _measured(tenant: Tenant, runs: int) -> dict[str, Any]:
    row: dict[str, Any] = {"entries": _entries(tenant), "ledger": _entries(None)}
    with tenant_scope(tenant):
        for name, prepared in (("publish", _approved), ("approve", _before_approval)):
            times = [_timed(prepared) for _n in range(runs + 1)][1:]
            row |= {f"{name}_ms": median(times), f"{name}_p95_ms": percentile(times, 0.95)}
            # What a process asks once in a while, whatever it does, is left out.
            row["queries" if name == "publish" else "approve_queries"] = min(
                _questions(prepared) for _n in range(3)
            )
    return {key: round(value, 1) if isinstance(value, float) else value for key, value in row.items()}


def _questions(prepared: Callable[[], Callable[[], object]]) -> int:
    with inline():
        act = prepared()
    return len(asked(partial(_whole, act)))


def _timed(prepared: Callable[[], Callable[[], object]]) -> float:
    """Milliseconds of one, from the beginning of its transaction to the end of its commit."""
    with inline():
        act = prepared()
    began = time.perf_counter()
    _whole(act)
    return (time.perf_counter() - began) * 1000


def _whole(act: Callable[[], object]) -> None:
    with transaction.atomic():
        act()


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    return [
        *map(_line, figures["sizes"]),
        f"台账用 SQL 填满 {figures['planting_s']} 秒；每种情形 {figures['runs']} 次；机器 {machine(figures)}",
        f"要求 查询次数与内容多少无关：{'达到' if figures['met'] else '没有达到'}",
    ]


def _line(row: dict[str, Any]) -> str:
    return (
        f"本单位 {row['entries']:,} 条，台账 {row['ledger']:,} 条：公开 中位数 {row['publish_ms']} 毫秒，"
        f"p95 {row['publish_p95_ms']}，查询 {row['queries']} 次，为最小时的 {row['publish_to_first']} 倍；"
        f"最后一步审批连同公开 {row['approve_ms']} 毫秒，p95 {row['approve_p95_ms']}，查询 {row['approve_queries']} 次，"
        f"{row['approve_to_first']} 倍"
    )
