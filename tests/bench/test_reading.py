"""`cms bench read`: what is measured beside what, and that nothing failed. Never how fast it was."""

from __future__ import annotations

import json

import pytest

from cms.bench.contest import aims
from cms.bench.sides import NGINX
from tests.bench.running import run

ANSWER_KEYS = {
    "page", "side", "kind", "requests", "requests_per_s", "p50_ms", "p95_ms", "p99_ms", "cpu_ms", "body_bytes", "failed",
    "to_wagtail", "nginx_to_it", "wagtail_cpu_to_it", "cpu_to_nginx",
}  # fmt: skip
PAGES = ["unit home", "column", "section", "item", "article", "API entries", "API one entry", "portal"]


@pytest.fixture(scope="module")
def read() -> dict:
    return json.loads(run("read", "--seconds", "0.3", "--concurrency", "2", "--entries", "4", "--json"))


@pytest.mark.slow
def test_read_measures_ours_warm_and_cold_beside_nginx_and_wagtail(read):
    """`run` itself refuses an answer that is not of the kind it measures: no 304, or not compressed as asked."""
    measured = {(row["side"], row["page"], row["kind"]) for row in read["answers"]}
    for side in ("cold", "warm") + (("nginx",) if NGINX else ()):
        plain = {page for name, page, kind in measured if (name, kind) == (side, "plain")}
        assert plain == {"unit home", "article", "API entries", "API one entry"}
    assert {kind for side, _page, kind in measured if side == "warm"} == {
        "plain",
        "304",
        "br",
        "gzip",
        "zstd",
    }
    assert {page for side, page, _kind in measured if side == "wagtail"} == {"API entries", "API one entry"}
    assert {frozenset(row) for row in read["answers"]} == {frozenset(ANSWER_KEYS)}


@pytest.mark.slow
def test_read_gets_answers_and_no_failure(read):
    assert [row["failed"] for row in read["answers"]] == [{}] * len(read["answers"])
    # On a busy machine a page may not answer within a second; that none does would be another matter.
    answered = [row for row in read["answers"] if row["requests"]]
    assert answered
    assert all((row["body_bytes"] > 300) == (row["kind"] != "304") for row in answered)
    assert all(row["p50_ms"] <= row["p95_ms"] <= row["p99_ms"] and row["cpu_ms"] >= 0 for row in answered)


@pytest.mark.slow
def test_the_same_bytes_are_measured_on_every_side(read):
    sizes: dict[str, set[int]] = {}
    for row in read["answers"]:
        if row["kind"] == "plain" and row["side"] != "wagtail":
            sizes.setdefault(row["page"], set()).add(row["body_bytes"])
    assert {page: len(found) for page, found in sizes.items()} == dict.fromkeys(sizes, 1)


@pytest.mark.slow
def test_read_plants_ten_times_the_content(read):
    """More than are really published: the others are written after their pattern."""
    assert read["small"] == {"sections": 1, "items": 6, "entries": 4}
    assert read["large"] == {"sections": 10, "items": 60, "entries": 40}


@pytest.mark.slow
def test_no_page_asks_more_with_ten_times_the_content(read):
    assert [row["page"] for row in read["pages"]] == PAGES
    assert {row["page"]: row["queries_tenfold"] - row["queries"] for row in read["pages"]} == dict.fromkeys(
        PAGES, 0
    )
    assert [row["unchanged"] for row in read["pages"]] == [True] * len(PAGES)


def test_aims_are_reached_missed_or_not_measured():
    def row(side: str, page: str, **more) -> dict:
        nothing = {"to_wagtail": None, "nginx_to_it": None, "cpu_ms": None}
        return {"side": side, "page": page, "kind": "plain"} | nothing | more

    rows = [
        row("warm", "API entries", to_wagtail=151.0, nginx_to_it=3.9),
        row("warm", "API one entry", to_wagtail=400.0, nginx_to_it=4.1),
        row("cold", "API entries", cpu_ms=2.0),
    ]
    assert [(aim["found"], aim["met"]) for aim in aims(rows)] == [
        (151.0, True),
        (4.1, False),
        (2.0, True),
        (None, None),
    ]
