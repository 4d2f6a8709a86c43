"""What `cms bench evaluation` does where the plugin is loaded: a year of a district planted, then scored."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.db import connections
from django.utils import timezone

from cms.bench import district
from cms.bench.database import own_database
from cms.bench.figures import load_average
from cms.bench.memory import Samples, private_bytes, processor_seconds
from cms.bench.published import publish_year
from cms.bench.queries import ALIASES, FRAME
from cms.extension.actions import By
from cms.obligations.projection import recompute
from cms.registry.sites import Address
from plugins.evaluation import queries
from plugins.evaluation.actions import counting, opening
from plugins.evaluation.engine import recompute as engine
from plugins.evaluation.ledger.models import Dump, Period
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.progress import progress
from tenants.roles import owner_connection

ADDRESS = Address("localhost", 8000)
BY = By("测速", office=True)
SHARES = (0.1, 0.3, 1.0)
SCAN = "evaluation_ledger_scan"
SCANNED = """
    INSERT INTO public.evaluation_ledger_scan (schema_name, "on", entries, faults)
    SELECT e.schema_name, %(today)s, count(*), 0 FROM public.publication_entry e
     WHERE NOT EXISTS (SELECT FROM public.evaluation_ledger_scan s WHERE s.schema_name = e.schema_name)
     GROUP BY e.schema_name
"""
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
PARTS = {"gathering_s": "evidence_of", "engine_s": "evaluate_unit", "writing_s": "_upsert"}
"""Figure → the function of the counting module whose time it is."""


def measure(units: int, items: int) -> dict[str, Any]:
    """Figures of the run; see evaluation.lines for what they mean. `per_unit_ms`: of the processor. Else as the keys say."""
    load, today = load_average(), timezone.localdate()
    sizes = sorted({max(round(units * share), 1) for share in SHARES})
    with own_database():
        central, made, found = district.found(ADDRESS), 0, []
        with tenant_scope(central):
            period = opening.open_year(today.year, by=BY)
        for size in sizes:
            _live(central, range(made, size), items, today)
            made = size
            found.append(_refreshed(central, period, size))
        counted = _counted(central, period)
        again, equal = _again(central, period)
    few, many = found[0], found[-1]
    return {
        "bench": "evaluation",
        "units": units,
        "items": items,
        "sizes": found,
        "per_unit_ratio": round(many["per_unit_ms"] / few["per_unit_ms"], 2),
        "queries_ratio": round(many["queries"] * few["units"] / (few["queries"] * many["units"]), 2),
        "memory_ratio": round(many["memory_bytes"] / few["memory_bytes"], 2),
        "count": counted,
        "recompute": again,
        "equal": equal,
        "cpus": os.cpu_count(),
        "load_before": load,
        "load_after": load_average(),
    }


def _live(central: Tenant, numbers: range, items: int, today: dt.date) -> None:
    """Units of these numbers with what they owed, published and had examined since the beginning of the year."""
    tenants = district.settle(central, numbers, ADDRESS)
    district.register_catalogs(tenants, items, since=dt.date(today.year, 1, 1), until=today)
    _owe(tenants, today)
    district.live_a_year(tenants, today=today)
    _owe(tenants, today)
    publish_year(today=today, more=(SCANNED,), tables=(SCAN,))


def _owe(tenants: list[Tenant], today: dt.date) -> None:
    for tenant in progress(tenants, label="重算应公开义务", total=len(tenants)):
        with tenant_scope(tenant):
            recompute(today=today)


def _refreshed(central: Tenant, period: Period, units: int) -> dict[str, Any]:
    """The self-check of all units, once for the memory and the queries, which are slow to follow, and once for the clock."""

    def action() -> int:
        with tenant_scope(central):
            return counting.refresh(period=period)

    sent, memory = _followed(action)
    with _timed() as spent:
        done, seconds, processor = _watched(action)
    if done != units:
        raise AssertionError(f"scored {done} of {units} units")
    return {
        "units": units,
        "seconds": round(seconds, 2),
        "processor_s": round(processor, 2),
        "per_unit_ms": round(processor * 1000 / units, 2),
        **{name: round(spent[name], 2) for name in PARTS},
        "queries": sent,
        "memory_bytes": memory,
    }


def _counted(central: Tenant, period: Period) -> dict[str, Any]:
    def action() -> int:
        with tenant_scope(central):
            return counting.count(period, by=BY)

    pid = os.getpid()
    before = private_bytes(pid)
    with Samples(lambda: [pid]) as samples:
        _done, seconds, processor = _watched(action)
    with tenant_scope(central):
        kept = Dump.objects.get(period=period)
    return {
        "seconds": round(seconds, 2),
        "processor_s": round(processor, 2),
        "rows": kept.rows,
        "packed_bytes": len(kept.lines),
        "memory_bytes": max(samples.peak() - before, 0),
    }


def _again(central: Tenant, period: Period) -> tuple[dict[str, Any], bool]:
    """The dump scored by a process that sees nothing but Python and the engine; and whether that is what we hold."""
    with tempfile.TemporaryDirectory(prefix="gongkai_bench_") as folder:
        file, held = Path(folder) / "dump.gz", hashlib.sha256()
        with tenant_scope(central):
            file.write_bytes(Dump.objects.get(period=period).lines)
            for line in queries.score_lines(period):
                held.update(f"{line}\n".encode())
        environment = {"PYTHONPATH": str(Path(engine.__file__).parents[3])}
        command = [sys.executable, "-S", "-m", engine.__name__, str(file)]
        began, printed = time.monotonic(), hashlib.sha256()
        with (
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process,
            Samples(lambda: [process.pid]) as samples,
        ):
            for line in process.stdout or ():
                printed.update(line)
        seconds = time.monotonic() - began
    figures = {"seconds": round(seconds, 2), "memory_bytes": samples.peak()}
    return figures, process.returncode == 0 and printed.digest() == held.digest()


def _followed(action: Callable[[], int]) -> tuple[int, int]:
    """How many queries it sends, and the most memory that its objects took at a time, in bytes."""
    sent = 0

    def tell(execute: Any, query: str, *rest: Any) -> Any:
        nonlocal sent
        sent += not FRAME.match(query)
        return execute(query, *rest)

    gc.collect()
    with ExitStack() as stack:
        for alias in ALIASES:
            stack.enter_context(connections[alias].execute_wrapper(tell))
        tracemalloc.start()
        try:
            action()
            return sent, tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


def _watched(action: Callable[[], int]) -> tuple[int, float, float]:
    """What it returned, its seconds, and those of the processor, here and in PostgreSQL: others on the machine do not count."""
    gc.collect()
    with owner_connection(autocommit=True) as owner:
        pids = [os.getpid(), *(pid for (pid,) in owner.execute(BACKENDS))]
    before, began = sum(map(processor_seconds, pids)), time.monotonic()
    done = action()
    seconds = time.monotonic() - began
    return done, seconds, sum(map(processor_seconds, pids)) - before


@contextmanager
def _timed() -> Iterator[dict[str, float]]:
    """Seconds spent in each of PARTS inside the block."""
    spent: dict[str, float] = defaultdict(float)
    kept = {name: getattr(counting, function) for name, function in PARTS.items()}

    def timer(name: str) -> Callable[..., Any]:
        def timed(*words: Any, **named: Any) -> Any:
            began = time.monotonic()
            try:
                return kept[name](*words, **named)
            finally:
                spent[name] += time.monotonic() - began

        return timed

    for name, function in PARTS.items():
        setattr(counting, function, timer(name))
    try:
        yield spent
    finally:
        for name, function in PARTS.items():
            setattr(counting, function, kept[name])
