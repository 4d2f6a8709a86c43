"""The same pages by several servers, one after the other on the same processors: ours warm and cold, nginx, Wagtail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cms.bench.asking import fetch, measure
from cms.bench.database import BenchError
from cms.bench.loader import Plan
from cms.bench.server import free_port, serving
from cms.bench.sides import NGINX, nginx, plain_wagtail
from cms.settings.env import Database
from cms.settings.variables import LIMIT_SITE, LIMIT_VISITOR, STORE
from tenants.progress import progress

ENTRIES, ENTRY = "API entries", "API one entry"
PAGES = ("unit home", "article", ENTRIES, ENTRY)
BOTH = ("article", ENTRIES)
"""A page and a list, of which more than the plain answer is measured."""
ENCODED = ("br", "gzip", "zstd")
COLD, WARM, STATIC, WAGTAIL = "cold", "warm", "nginx", "wagtail"
SETTINGS = {COLD: "off", WARM: "memory"}
UNLIMITED = {LIMIT_VISITOR.name: "0", LIMIT_SITE.name: "0"}
WAGTAIL_PATHS = {
    ENTRIES: "/api/v2/pages/?type=plain.ArticlePage&order=-first_published_at&fields=_,id,title,issued_on&limit=20",
    ENTRY: "/api/v2/pages/{last}/",
}
TO_WAGTAIL, TO_NGINX, CPU_LIST, CPU_ENTRY = 150, 4, 2.0, 1.5


@dataclass(frozen=True)
class Page:
    """A page to measure: its name for people, and the host and path it is at."""

    name: str
    host: str
    path: str


@dataclass(frozen=True)
class Load:
    """How hard to ask, and what `cms serve` gets."""

    port: int
    workers: int
    seconds: float
    concurrency: int


@dataclass(frozen=True)
class Side:
    """A running server: its name, process id and port, and how its addresses are written."""

    name: str
    process: int
    port: int
    load: Load

    def row(self, page: Page, kind: str = "plain") -> dict[str, Any]:
        """One measurement. Raises BenchError where the answer is not of the kind that was to be measured."""
        headers = {} if kind == "plain" else self._asking(page, kind)
        answer = fetch(self.port, page.host, page.path, headers)
        encoding = answer.headers.get("Content-Encoding") or "plain"
        if (answer.status, encoding) != ((304, "plain") if kind == "304" else (200, kind)):
            raise BenchError(f"{self.name} 对 {page.path} 答复 {answer.status}（{encoding}），应当是 {kind}")
        figures = self.measured(page, [f"{name}: {value}" for name, value in headers.items()])
        return {"page": page.name, "side": self.name, "kind": kind, "body_bytes": len(answer.body)} | figures

    def measured(self, page: Page, headers: Sequence[str] = ()) -> dict[str, Any]:
        hard = self.load
        plan = Plan(
            self.port, page.host, page.path, hard.seconds, hard.concurrency, warm=0.0, headers=list(headers)
        )
        return measure(plan, self.process)

    def _asking(self, page: Page, kind: str) -> dict[str, str]:
        if kind != "304":
            return {"Accept-Encoding": kind}
        return {"If-None-Match": fetch(self.port, page.host, page.path).headers.get("ETag", "")}


def contest(database: Database, pages: Sequence[Page], load: Load, *, articles: int) -> list[dict[str, Any]]:
    """A row for each page, side and kind of answer. `articles` are those of the plain Wagtail site."""
    asked = [page for page in pages if page.name in PAGES]
    with _ours(COLD, database, load) as side:
        files = {page.name.replace(" ", "-"): fetch(side.port, page.host, page.path).body for page in asked}
        rows = _rows(side, asked, {"304": BOTH})
    with _ours(WARM, database, load) as side:
        rows += _rows(side, asked, dict.fromkeys(("304", *ENCODED), BOTH))
    if NGINX:
        port = free_port()
        with nginx(files, port=port, workers=load.workers) as process:
            static = [Page(page.name, "localhost", f"/{page.name.replace(' ', '-')}") for page in asked]
            rows += _rows(Side(STATIC, process, port, load), static, {"304": BOTH, "gzip": BOTH})
    port = free_port()
    with plain_wagtail(database, port=port, articles=articles, workers=load.workers) as process:
        # The home page and the root come before them.
        paths = {name: path.format(last=articles + 2) for name, path in WAGTAIL_PATHS.items()}
        plain = [Page(name, "localhost", path) for name, path in paths.items()]
        rows += _rows(Side(WAGTAIL, process, port, load), plain, {})
    return [row | _ratios(row, rows) for row in rows]


@contextmanager
def _ours(name: str, database: Database, load: Load) -> Iterator[Side]:
    told = UNLIMITED | {STORE.name: SETTINGS[name]}
    with serving(database, port=load.port, workers=load.workers, environment=told) as server:
        yield Side(name, server.pid, load.port, load)


def _rows(side: Side, pages: Sequence[Page], more: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    # Once, for what a process does only at first: its connections to PostgreSQL, its templates.
    side.measured(pages[0])
    asked = [(page, "plain") for page in pages]
    asked += [(page, kind) for kind, names in more.items() for page in pages if page.name in names]
    return [
        side.row(page, kind) for page, kind in progress(asked, label=f"访问 {side.name}", total=len(asked))
    ]


def _ratios(row: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, float | None]:
    """How many times the answers of plain Wagtail this gives, and nginx those of this; and so for the processor's time.

    On a machine that does other things the rates say who got the processors, the time says what was needed.
    """
    of = {(other["side"], other["page"], other["kind"]): other for other in rows}
    slow, fast = of.get((WAGTAIL, row["page"], "plain")), of.get((STATIC, row["page"], row["kind"]))
    return {
        "to_wagtail": _times(row, slow, "requests_per_s"),
        "nginx_to_it": _times(fast, row, "requests_per_s"),
        "wagtail_cpu_to_it": _times(slow, row, "cpu_ms"),
        "cpu_to_nginx": _times(row, fast, "cpu_ms"),
    }


def _times(one: dict[str, Any] | None, other: dict[str, Any] | None, key: str) -> float | None:
    if not (one and other and one[key] and other[key]):
        return None
    return round(one[key] / other[key], 2)


def aims(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was aimed at, what was found, and whether it was reached; `found` and `met` are None when not measured."""

    def all_of(key: str, side: str, *pages: str) -> list[float]:
        found = [
            row[key]
            for row in rows
            if row["side"] == side and row["kind"] == "plain" and row["page"] in pages
        ]
        return [each for each in found if each is not None]

    faster = min(all_of("to_wagtail", WARM, ENTRIES, ENTRY), default=None)
    slower = max(all_of("nginx_to_it", WARM, *PAGES), default=None)
    few, one = all_of("cpu_ms", COLD, ENTRIES), all_of("cpu_ms", COLD, ENTRY)
    return [
        _aim("warm, times plain Wagtail", TO_WAGTAIL, faster, met=bool(faster and faster >= TO_WAGTAIL)),
        _aim("nginx, times warm", TO_NGINX, slower, met=bool(slower and slower <= TO_NGINX)),
        _aim("cold entries, CPU ms", CPU_LIST, max(few, default=None), met=max(few, default=9) <= CPU_LIST),
        _aim(
            "cold one entry, CPU ms", CPU_ENTRY, max(one, default=None), met=max(one, default=9) <= CPU_ENTRY
        ),
    ]


def _aim(name: str, target: float, found: float | None, *, met: bool) -> dict[str, Any]:
    return {"aim": name, "target": target, "found": found, "met": None if found is None else met}
