"""`cms bench read`: how fast the public pages and the API answer beside nginx and plain Wagtail, and what they ask."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict
from typing import Any

from cms.bench import mass
from cms.bench.asking import WRK
from cms.bench.contest import Load, Page, aims, contest
from cms.bench.database import own_database
from cms.bench.figures import count, duration, load_average, machine
from cms.bench.planting import CENTRAL, Size, open_units, plant
from cms.bench.queries import questions
from cms.bench.server import free_port
from cms.pages.models import ArticlePage, ColumnPage, ItemPage, SectionPage
from cms.publication.models import Entry
from cms.registry.sites import Address
from cms.settings.variables import THREADS, WORKERS
from tenants.context import tenant_scope
from tenants.models import Tenant

HELP = "公开页面和接口每秒答多少次、要多久、用多少处理器，同 nginx 和原样的 Wagtail 并排；十倍内容时查询次数是否不变"
OPTIONS = ("seconds", "concurrency", "workers", "entries")
SECONDS, CONCURRENCY, ENTRIES = 5.0, 16, 200
SECTIONS, ITEMS, FACTOR = 1, 6, 10
PLANTED = 12
"""Entries that are really published; the others of a unit are written after their pattern."""
PROCESSES = WORKERS.given()
BASE = "localhost"
SMALL, LARGE = "small", "large"
SPARSE = (
    "/api/v1/entries?unit={slug}&type=article&order=-published_at&fields=uuid,title,published_at&limit=20"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seconds", type=duration, default=SECONDS, help=f"每种答复测多少秒（默认 {SECONDS:.0f}）"
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
    host = f"{tenant.slug}.{BASE}"
    with tenant_scope(tenant):
        article = ArticlePage.objects.order_by("first_published_at", "pk")[ArticlePage.objects.count() // 2]
        item = ItemPage.objects.ancestor_of(article).get()
        section = SectionPage.objects.ancestor_of(item).get()
        entry = Entry.objects.get(uuid=article.translation_key).uuid
        paths = {
            "unit home": "/",
            "column": ColumnPage.objects.get().url,
            "section": section.url,
            "item": item.url,
            "article": article.url,
            "API entries": SPARSE.format(slug=tenant.slug),
            "API one entry": f"/api/v1/entries/{entry}",
        }
    return [
        *(Page(name, host, path) for name, path in paths.items()),
        Page("portal", f"{CENTRAL}.{BASE}", "/"),
    ]


def run(
    *,
    seconds: float = SECONDS,
    concurrency: int = CONCURRENCY,
    workers: int = PROCESSES,
    entries: int = ENTRIES,
) -> dict[str, Any]:
    """Queries of every page at both sizes, and figures of the larger unit's by each side. Units as the keys say."""
    load, port = load_average(), free_port()
    size = Size(SECTIONS, ITEMS, entries)
    large = size.times(FACTOR)
    with own_database() as database:
        tenants = open_units([SMALL, LARGE], Address(BASE, port))
        few, _pages = _count(tenants[SMALL], size)
        many, pages = _count(tenants[LARGE], large)
        rows = contest(database, pages, Load(port, workers, seconds, concurrency), articles=large.entries)
    return {
        "bench": "read",
        "seconds": seconds,
        "concurrency": concurrency,
        "workers": workers,
        "threads": THREADS.given(),
        "loader": "wrk" if WRK and seconds >= 1 else "python",
        "small": asdict(size),
        "large": asdict(large),
        "pages": [_queries(name, few[name], many[name]) for name in many],
        "answers": rows,
        "aims": aims(rows),
        "cpus": os.cpu_count(),
        "load_before": load,
        "load_after": load_average(),
    }


def _queries(name: str, few: int, many: int) -> dict[str, Any]:
    return {"page": name, "queries": few, "queries_tenfold": many, "unchanged": few == many}


def _count(tenant: Tenant, size: Size) -> tuple[dict[str, int], list[Page]]:
    """Fill a unit; how often each of its pages asks PostgreSQL, by name, and the pages."""
    really = min(size.entries, PLANTED)
    plant(tenant, Size(size.sections, size.items, really))
    if size.entries > really:
        with tenant_scope(tenant):
            pattern = ArticlePage.objects.order_by("pk").values_list("pk", flat=True)[0]
        mass.fill_unit(tenant, pattern, size.entries - really)
        mass.spread(tenant)
    pages = pages_of(tenant)
    return {page.name: len(questions(page.host, page.path)) for page in pages}, pages


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    f, small, large = figures, figures["small"], figures["large"]
    told = [
        f"{f['concurrency']} 个访问者（{f['loader']}）同时访问，每种答复 {f['seconds']:g} 秒，"
        f"cms serve {f['workers']} 个进程各 {f['threads']} 个线程",
        f"大单位 {large['items']} 个事项、{large['entries']} 条公开内容；"
        f"小单位 {small['items']} 个、{small['entries']} 条",
        f"机器 {machine(f)}",
        "",
    ]
    told += [*map(_answer_line, f["answers"]), ""]
    told += [*map(_page_line, f["pages"]), ""]
    return told + [_aim_line(row) for row in f["aims"]]


def _answer_line(row: dict[str, Any]) -> str:
    times = "  ".join(f"{name[:3]} {row[name] or 0:7.2f} ms" for name in ("p50_ms", "p95_ms", "p99_ms"))
    failed = "、".join(f"{status} {count} 次" for status, count in row["failed"].items())
    words = {
        "to_wagtail": "Wagtail 的 {} 倍",
        "wagtail_cpu_to_it": "Wagtail 的处理器用时是它的 {} 倍",
        "nginx_to_it": "nginx 是它的 {} 倍",
        "cpu_to_nginx": "处理器用时是 nginx 的 {} 倍",
    }
    beside = [said.format(row[key]) for key, said in words.items() if row[key]]
    return (
        f"{row['page']:14}{row['side']:8}{row['kind']:6}{row['requests_per_s']:9.1f} 次/秒  {times}  "
        f"处理器 {row['cpu_ms'] or 0:7.3f} ms  {row['body_bytes']:>7,} 字节  {'，'.join(beside)}"
        f"{f'  失败 {failed}' if failed else ''}"
    )


def _page_line(row: dict[str, Any]) -> str:
    same = "不变" if row["unchanged"] else f"变了（小单位 {row['queries']} 次）"
    return f"{row['page']:14} 查询 {row['queries_tenfold']} 次，十倍内容时{same}"


def _aim_line(row: dict[str, Any]) -> str:
    said = {True: "达到", False: "没有达到", None: "没有测"}[row["met"]]
    return f"{row['aim']:28} 目标 {row['target']:g}，实测 {row['found']}，{said}"
