"""`cms bench read`: how fast the public pages and the API answer, and whether ten times the content asks more."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict, dataclass
from typing import Any

from cms.bench.database import own_database
from cms.bench.figures import count, duration, load_average, machine, percentile
from cms.bench.loader import Plan
from cms.bench.planting import CENTRAL, Size, open_units, plant
from cms.bench.queries import questions
from cms.bench.server import ask, free_port, serving
from cms.pages.models import ArticlePage, ColumnPage, ItemPage, SectionPage
from cms.publication.models import Entry
from cms.registry.sites import Address
from cms.settings.env import Database
from cms.settings.variables import THREADS, WORKERS
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.progress import progress

HELP = "公开页面和接口每秒答多少次、要多久、查几次数据库；内容十倍时查询次数是否不变"
OPTIONS = ("seconds", "concurrency", "workers", "entries")
SECONDS, CONCURRENCY, ENTRIES = 10.0, 16, 30
SECTIONS, ITEMS, FACTOR = 1, 6, 10
PROCESSES = WORKERS.given()
BASE = "localhost"
SMALL, LARGE = "small", "large"


@dataclass(frozen=True)
class Page:
    """A page to measure: its name for people, and the site and path it is at."""

    name: str
    slug: str
    path: str

    @property
    def host(self) -> str:
        return f"{self.slug}.{BASE}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seconds", type=duration, default=SECONDS, help=f"每个页面测多少秒（默认 {SECONDS:.0f}）"
    )
    parser.add_argument(
        "--concurrency", type=count, default=CONCURRENCY, help=f"同时的访问者（默认 {CONCURRENCY}）"
    )
    parser.add_argument("--workers", type=count, default=PROCESSES, help=f"服务进程数（默认 {PROCESSES}）")
    parser.add_argument(
        "--entries", type=count, default=ENTRIES, help=f"小单位的公开内容条数（默认 {ENTRIES}）"
    )


def pages_of(tenant: Tenant) -> list[Page]:
    """The pages of a planted unit, and the portal that shows it. The article is one from the middle."""
    with tenant_scope(tenant):
        article = ArticlePage.objects.order_by("first_published_at")[ArticlePage.objects.count() // 2]
        item = ItemPage.objects.ancestor_of(article).get()
        section = SectionPage.objects.ancestor_of(item).get()
        entry = Entry.objects.get(uuid=article.translation_key).uuid
        paths = {
            "unit home": "/",
            "column": ColumnPage.objects.get().url,
            "section": section.url,
            "item": item.url,
            "article": article.url,
            "API entries": "/api/v1/entries",
            "API one entry": f"/api/v1/entries/{entry}",
        }
    return [*(Page(name, tenant.slug, path) for name, path in paths.items()), Page("portal", CENTRAL, "/")]


def run(
    *,
    seconds: float = SECONDS,
    concurrency: int = CONCURRENCY,
    workers: int = PROCESSES,
    entries: int = ENTRIES,
) -> dict[str, Any]:
    """Figures of every page of the larger unit. Requests a second, milliseconds, counts, as the keys say."""
    load, port = load_average(), free_port()
    size = Size(SECTIONS, ITEMS, entries)
    with own_database() as database:
        tenants = open_units([SMALL, LARGE], Address(BASE, port))
        few, _pages = _count(tenants[SMALL], size)
        many, pages = _count(tenants[LARGE], size.times(FACTOR))
        measured = _throughput(database, pages, Load(port, workers, seconds, concurrency))
    return {
        "bench": "read",
        "seconds": seconds,
        "concurrency": concurrency,
        "workers": workers,
        "threads": THREADS.given(),
        "small": asdict(size),
        "large": asdict(size.times(FACTOR)),
        "pages": [_row(name, measured[name], few[name], many[name]) for name in measured],
        "cpus": os.cpu_count(),
        "load_before": load,
        "load_after": load_average(),
    }


def _row(name: str, figures: dict[str, Any], few: int, many: int) -> dict[str, Any]:
    return {"page": name, **figures, "queries": few, "queries_tenfold": many, "unchanged": few == many}


def _count(tenant: Tenant, size: Size) -> tuple[dict[str, int], list[Page]]:
    """Fill a unit; its pages, and how often each asks PostgreSQL, by name."""
    plant(tenant, size)
    pages = pages_of(tenant)
    return {page.name: len(questions(page.host, page.path)) for page in pages}, pages


@dataclass(frozen=True)
class Load:
    """How hard to ask."""

    port: int
    workers: int
    seconds: float
    concurrency: int


def _throughput(database: Database, pages: list[Page], load: Load) -> dict[str, dict[str, Any]]:
    found = {}
    warm = min(1.0, load.seconds / 2)
    with serving(database, port=load.port, workers=load.workers):
        for page in progress(pages, label="访问页面", total=len(pages)):
            plan = Plan(load.port, page.host, page.path, load.seconds, load.concurrency, warm)
            found[page.name] = rates(ask(plan), load.seconds)
    return found


def rates(result: dict[str, Any], seconds: float) -> dict[str, Any]:
    """A loader's result in figures. The times are None when nothing was answered."""
    times = result["milliseconds"]
    shares = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}
    return {
        "requests": len(times),
        "requests_per_s": round(len(times) / seconds, 1),
        **{key: round(percentile(times, share), 1) if times else None for key, share in shares.items()},
        "body_bytes": result["body_bytes"],
        "failed": result["failed"],
    }


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    f, small, large = figures, figures["small"], figures["large"]
    told = [
        f"{f['concurrency']} 个访问者同时访问，每页 {f['seconds']:g} 秒，"
        f"cms serve {f['workers']} 个进程各 {f['threads']} 个线程",
        f"大单位 {large['items']} 个事项、{large['entries']} 条公开内容；"
        f"小单位 {small['items']} 个、{small['entries']} 条",
        f"机器 {machine(f)}",
        "",
    ]
    return told + [_line(row) for row in f["pages"]]


def _line(row: dict[str, Any]) -> str:
    times = "   ".join(f"{name[:3]} {row[name] or 0:6.1f} ms" for name in ("p50_ms", "p95_ms", "p99_ms"))
    same = "不变" if row["unchanged"] else f"变了（小单位 {row['queries']} 次）"
    failed = "、".join(f"{status} {count} 次" for status, count in row["failed"].items())
    return (
        f"{row['page']:14}{row['requests_per_s']:7.1f} 次/秒   {times}   {row['body_bytes']:>7,} 字节   "
        f"查询 {row['queries_tenfold']} 次，十倍内容时{same}   失败 {failed or '0 次'}"
    )
