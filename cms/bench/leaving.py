"""`cms bench withdraw`: how long after the commit what was withdrawn can still be read anywhere, beside what was published."""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, reduce
from http.client import OK
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.test.utils import override_settings

from cms.bench import staff
from cms.bench.asking import Fetched, fetch
from cms.bench.crew import crew
from cms.bench.database import BenchError, own_database
from cms.bench.figures import count, load_average, machine, median
from cms.bench.index import own_index
from cms.bench.planting import CENTRAL, Size, open_units, plant
from cms.bench.server import free_port, serving
from cms.bench.tasks import QUEUE
from cms.pages.models import ArticlePage
from cms.procedure.steps import StepKind
from cms.publication.actions import withdraw
from cms.registry.sites import Address
from cms.search.engines import engine
from cms.settings.variables import ELASTICSEARCH_INDEX, LIMIT_SITE, LIMIT_VISITOR, WORKERS
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.progress import progress
from tenants.tasks.backends import inline
from tenants.tasks.worker import Options

HELP = "公开以后多久各处都能看到，撤回以后多久各处都看不到：页面、接口、检索、建议、订阅、网站地图"
OPTIONS = ("entries",)
ENTRIES = 20
AIM_MS = 2_000
SLUG, BASE = "unit01", "localhost"
SIZE = Size(1, 6, 6)
EASE = 0.01
PATIENCE = 60.0
WHY = "测速时公开的内容，现在撤回。"


@dataclass(frozen=True)
class Surface:
    """An address of a site, and how an answer of it tells that an entry is there."""

    name: str
    slug: str
    path: str
    shows: Callable[[Fetched], bool]


def surfaces(page: ArticlePage) -> list[Surface]:
    """Every kind of place where the entry of a page can be read, on its own site and on the district's."""
    title, named = page.title, quote(page.title)
    own = [
        ("page", page.url, lambda answer: answer.status == OK),
        ("item page", page.get_parent().url, lambda answer: title in answer.body.decode()),
        ("sitemap", "/sitemap-entries.xml", lambda answer: page.slug in answer.body.decode()),
        ("Wagtail API", f"/wagtail/api/v2/pages/?slug={page.slug}", _holds("meta", "total_count")),
    ]
    both = [
        ("API one entry", f"/api/v1/entries/{page.translation_key}", lambda answer: answer.status == OK),
        ("API entries", "/api/v1/entries?order=-published_at", lambda answer: title in answer.body.decode()),
        ("API search", f"/api/v1/search?q={named}", _holds("total")),
        ("search page", f"/search?q={named}", lambda answer: page.slug in answer.body.decode()),
        ("suggestions", f"/api/v1/search/suggestions?q={named}", _holds("items")),
        ("feed", "/feed.json", lambda answer: title in {one["title"] for one in _read(answer)["items"]}),
    ]
    return [
        *(Surface(name, SLUG, *rest) for name, *rest in [*own, *both]),
        *(Surface(name, CENTRAL, *rest) for name, *rest in both),
    ]


def _read(answer: Fetched) -> Any:
    if answer.status != OK:
        raise BenchError(f"答复 {answer.status}，不能测：{answer.body[:200].decode(errors='replace')}")
    return json.loads(answer.body)


def _holds(*names: str) -> Callable[[Fetched], bool]:
    """Whether there is anything under these names of an object."""
    return lambda answer: bool(reduce(lambda found, name: found[name], names, _read(answer)))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=count, default=ENTRIES, help=f"公开并撤回几条（默认 {ENTRIES}）")


def run(*, entries: int = ENTRIES) -> dict[str, Any]:
    """Milliseconds from each commit until every surface has, or has no more, what it was about."""
    load, port = load_average(), free_port()
    with own_database() as database, own_index() as index, override_settings(TASKS=QUEUE):
        with inline():
            tenant = open_units([SLUG], Address(BASE, port))[SLUG]
            plant(tenant, SIZE)
        staff.hire([tenant])
        engine().rebuild(progress=lambda *_told: None)
        told = {LIMIT_VISITOR.name: "0", LIMIT_SITE.name: "0", ELASTICSEARCH_INDEX.name: index}
        with serving(database, port=port, workers=WORKERS.given(), environment=told), _worker():
            times = [
                _one(tenant, port, number)
                for number in progress(range(entries), label="公开并撤回", total=entries)
            ]
    rows = [
        {"what": what, "site": site, "surface": name, "p50_ms": median(found), "max_ms": max(found)}
        for (what, site, name), found in _gathered(times).items()
    ]
    worst = max(row["max_ms"] for row in rows if row["what"] == "withdrawn")
    return {
        "bench": "withdraw", "engine": engine().name, "entries": entries, "surfaces": rows,
        "aims": {"withdrawn_ms": AIM_MS}, "worst_ms": worst, "met": worst < AIM_MS,
        "cpus": os.cpu_count(), "load_before": load, "load_after": load_average(),
    }  # fmt: skip


@contextmanager
def _worker() -> Iterator[None]:
    """One, as `cms worker` runs it."""
    with crew(Options(settings.TASK_QUEUES), 1):
        yield


Times = dict[tuple[str, str, str], float]


def _one(tenant: Tenant, port: int, number: int) -> Times:
    """An entry is published, seen everywhere, withdrawn, and seen nowhere."""
    with tenant_scope(tenant):
        page = staff.written(number, prefix="leaving")
        last = staff.before_the_last(staff.proposed(page))
        places = surfaces(page)
        times = _followed("published", places, port, partial(staff.step_on, last), there=True)
        page = ArticlePage.objects.get(pk=page.pk)
        leave = partial(withdraw, page, by=staff.person(StepKind.APPROVE), explanation=WHY)
        return times | _followed("withdrawn", places, port, leave, there=False)


def _followed(
    what: str, places: list[Surface], port: int, act: Callable[[], object], *, there: bool
) -> Times:
    act()
    committed = time.monotonic()
    with ThreadPoolExecutor(len(places)) as pool:
        found = pool.map(lambda place: _milliseconds(place, port, committed, there=there), places)
        return {(what, place.slug, place.name): each for place, each in zip(places, found, strict=True)}


def _milliseconds(place: Surface, port: int, since: float, *, there: bool) -> float:
    """Until the surface agrees, counted to the beginning of the answer that was asked for then. Raises BenchError."""
    while (asked := time.monotonic()) - since < PATIENCE:
        if place.shows(fetch(port, f"{place.slug}.{BASE}", place.path)) is there:
            return round((asked - since) * 1000, 1)
        time.sleep(EASE)
    raise BenchError(f"{place.slug} 的 {place.name} 在 {PATIENCE:.0f} 秒后还不对：{place.path}")


def _gathered(times: list[Times]) -> dict[tuple[str, str, str], list[float]]:
    return {key: [each[key] for each in times] for key in times[0]}


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    words = {"published": "公开", "withdrawn": "撤回"}
    told = [f"{figures['entries']} 条，检索由 {figures['engine']}；机器 {machine(figures)}", ""]
    told += [
        f"{words[row['what']]}  {row['site']:9}{row['surface']:15}p50 {row['p50_ms']:8.1f} ms   最长 {row['max_ms']:8.1f} ms"
        for row in figures["surfaces"]
    ]
    said = "达到" if figures["met"] else "没有达到"
    return [*told, "", f"撤回以后各处都没有了：目标 {AIM_MS} ms，最长 {figures['worst_ms']} ms，{said}"]
