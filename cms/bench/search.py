"""`cms bench search`: how long a search takes among so many documents of a district, and within one unit of it."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from cms.bench.corpus import WORDS
from cms.bench.database import own_database
from cms.bench.figures import count, load_average, machine, median, megabytes, percentile
from cms.bench.index import own_index
from cms.bench.planting import CENTRAL
from cms.bench.shelving import FIRST, open_district, shelve
from cms.search.contract import Asked, Facet, Found, Order, SearchEngine
from cms.search.engines import engine
from cms.search.postgres import PostgresEngine
from cms.search.showing import shown
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.progress import progress

HELP = "全区有多少公开内容时，一次检索要多久：短语、两个字、分面、建议"
OPTIONS = ("docs", "units", "rounds")
DOCS, UNITS, ROUNDS = 100_000, 200, 3
Ask = Callable[[SearchEngine], Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--docs", type=count, default=DOCS, help=f"公开内容条数（默认 {DOCS:,}）")
    parser.add_argument("--units", type=count, default=UNITS, help=f"单位数（默认 {UNITS}）")
    parser.add_argument("--rounds", type=count, default=ROUNDS, help=f"每个问题问几遍（默认 {ROUNDS}）")


def run(*, docs: int = DOCS, units: int = UNITS, rounds: int = ROUNDS) -> dict[str, Any]:
    """Milliseconds of each kind of question, on the district's site and on a unit's; seconds and bytes of the index."""
    load = load_average()
    with own_database(), own_index():
        shelf = open_district(units)
        built = shelve(shelf, docs) | _indexed()
        measured = [
            row
            for one in _engines()
            for slug in (CENTRAL, FIRST)
            for row in _measured(one, Tenant.objects.get(slug=slug), rounds)
        ]
    return {
        "bench": "search", "docs": docs, "units": units, "rounds": rounds, "built": built, "questions": measured,
        "cpus": os.cpu_count(), "load_before": load, "load_after": load_average(),
    }  # fmt: skip


def _indexed() -> dict[str, Any]:
    """Seconds in which another engine has taken in what the ledger has."""
    one = engine()
    if one.reads_ledger:
        return {}
    began = time.monotonic()
    one.rebuild(progress=lambda *_told: None)
    return {"rebuild_seconds": round(time.monotonic() - began, 1), "rebuilt": one.status().detail}


def _engines() -> list[SearchEngine]:
    """PostgreSQL, and what the installation asks besides."""
    chosen = engine()
    return [PostgresEngine()] if chosen.reads_ledger else [PostgresEngine(), chosen]


def _search(**asked: Any) -> Ask:
    return lambda one: one.search(Asked(**asked))


def _page(**asked: Any) -> Ask:
    """With the entries of the page read and every hit marked, as a reader gets it."""

    def ask(one: SearchEngine) -> Found:
        found = one.search(Asked(**asked))
        shown(found.hits, asked["query"])
        return found

    return ask


def questions() -> Iterator[tuple[str, list[Ask]]]:
    """(kind, questions of it)"""
    phrases = [word for word in WORDS if len(word) > 2]
    two = [word[:2] for word in phrases]
    yield "phrase", [_search(query=word) for word in phrases]
    yield "phrase, page shown", [_page(query=word) for word in phrases]
    yield "two characters", [_search(query=word) for word in two]
    yield "two words", [_search(query=f"{a} {b}") for a, b in zip(phrases, phrases[3:], strict=False)]
    yield "whole words", [_search(query=word, whole_words=True) for word in two]
    chosen = {Facet.ITEM: ("CS-005", "CS-006"), Facet.YEAR: (str(time.localtime().tm_year - 1),)}
    yield "faceted", [_search(query=word, chosen=chosen) for word in phrases]
    yield "newest first", [_search(query=word, order=Order.NEWEST) for word in phrases]
    typed = [*two, "minsheng", "dangfei", "mssh", "gy", "caiwu", "daolu", "2025nian", "xiang", "zhong"]
    yield "suggest", [lambda one, word=word: one.suggest(word) for word in typed]


def _measured(one: SearchEngine, tenant: Tenant, rounds: int) -> list[dict[str, Any]]:
    """One row for each kind of question, as the tenant asks it."""
    rows = []
    with tenant_scope(tenant):
        kinds = list(questions())
        for name, asks in progress(kinds, label=f"{one.name} {tenant.slug}", total=len(kinds)):
            times = [_milliseconds(one, ask) for _round in range(rounds) for ask in asks]
            rows.append(
                {
                    "engine": one.name,
                    "site": "district" if tenant.is_central else "unit",
                    "kind": name,
                    "questions": len(times),
                    "p50_ms": round(median(times), 1),
                    "p95_ms": round(percentile(times, 0.95), 1),
                }
            )
    return rows


def _milliseconds(one: SearchEngine, ask: Ask) -> float:
    began = time.perf_counter()
    ask(one)
    return (time.perf_counter() - began) * 1000


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    built = figures["built"]
    told = [
        f"{figures['docs']:,} 条公开内容、{figures['units']} 个单位，每个问题问 {figures['rounds']} 遍",
        f"写入 {built['seconds']:.0f} 秒，其中建索引 {built['index_seconds']:.0f} 秒；"
        f"表 {megabytes(built['table_bytes'])}，索引 {megabytes(built['index_bytes'])}",
        f"机器 {machine(figures)}",
        *([f"{built['rebuilt']}：重建 {built['rebuild_seconds']:.0f} 秒"] if "rebuilt" in built else []),
        "",
    ]
    return told + [
        f"{row['engine']:14}{row['site']:10}{row['kind']:20}p50 {row['p50_ms']:8.1f} ms   p95 {row['p95_ms']:8.1f} ms"
        for row in figures["questions"]
    ]
