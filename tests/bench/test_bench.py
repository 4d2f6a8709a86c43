"""The benchmarks: what they print, and that nothing of them is left. Never how fast anything was."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from cms.bench.asking import rates
from cms.bench.contest import aims
from cms.bench.database import PREFIX, url_of
from cms.bench.figures import median, percentile
from cms.bench.planting import Size
from cms.bench.provision import summary
from cms.bench.sides import NGINX
from cms.settings.env import Database
from tenants.embedded.urls import parse_database_url
from tests.conftest import _server
from tests.tenants.clusters import hear_interrupts

ANSWER_KEYS = {
    "page", "side", "kind", "requests", "requests_per_s", "p50_ms", "p95_ms", "p99_ms", "cpu_ms", "body_bytes", "failed",
    "to_wagtail", "nginx_to_it", "wagtail_cpu_to_it", "cpu_to_nginx",
}  # fmt: skip
PAGES = ["unit home", "column", "section", "item", "article", "API entries", "API one entry", "portal"]


def start(*arguments: str) -> subprocess.Popen[str]:
    """The command as people run it, in a session of its own, on the cluster of the tests."""
    environment = os.environ | {"DATA": str(settings.DATA), "DJANGO_SETTINGS_MODULE": "cms.settings.dev"}
    return subprocess.Popen(
        [sys.executable, "-m", "cms", "bench", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hear_interrupts,
    )


def left_of(session: int) -> list[str]:
    """Command lines of the processes that are still in a session."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def names(query: str) -> set[str]:
    with psycopg.connect(**_server(), dbname="postgres", autocommit=True) as admin:
        return {name for (name,) in admin.execute(query).fetchall()}


def databases() -> set[str]:
    return {name for name in names("SELECT datname FROM pg_database") if name.startswith(PREFIX)}


def roles() -> set[str]:
    return {name for name in names("SELECT rolname FROM pg_roles") if name.startswith(PREFIX)}


def run(*arguments: str) -> str:
    """What the command printed; fails with its error. Asserts that nothing is left of it."""
    before = databases() | roles()
    process = start(*arguments)
    printed, error = process.communicate(timeout=240)
    assert process.returncode == 0, error
    assert left_of(process.pid) == []
    assert (databases() | roles()) - before == set()
    return printed


@pytest.fixture(scope="module")
def provisioned() -> dict:
    return json.loads(run("provision", "--units", "3", "--json"))


@pytest.fixture(scope="module")
def read() -> dict:
    return json.loads(run("read", "--seconds", "0.3", "--concurrency", "2", "--entries", "4", "--json"))


def test_without_a_name_it_lists_the_benchmarks():
    assert [line.split()[0] for line in run().splitlines()] == [
        "evaluation",
        "isolation",
        "kills",
        "limits",
        "obligations",
        "package",
        "plugins",
        "provision",
        "publish",
        "races",
        "read",
        "restarts",
        "scheduled",
        "search",
        "supervised",
        "tasks",
        "upgrade",
        "withdraw",
    ]


@pytest.mark.slow
def test_provision_prints_one_object(provisioned):
    assert set(provisioned) == {
        "bench", "units", "median_s", "p95_s", "max_s", "total_s", "window_units", "first_median_s", "last_median_s",
        "last_to_first_ratio", "targets", "met", "relations", "disk_bytes", "cpus", "load_before", "load_after",
    }  # fmt: skip
    assert (provisioned["bench"], provisioned["units"], provisioned["window_units"]) == ("provision", 3, 1)
    assert provisioned["targets"] == {"median_s": 0.4, "last_to_first_ratio": 1.3}


@pytest.mark.slow
def test_provision_makes_whole_sites(provisioned):
    """Three schemas of some hundred tables each, besides PostgreSQL's own."""
    assert provisioned["relations"] > 3 * 300
    assert 0 < provisioned["median_s"] <= provisioned["max_s"]


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


@pytest.mark.slow
def test_upgrade_measures_a_column_and_a_kill_and_does_only_the_rest():
    figures = json.loads(run("upgrade", "--units", "4", "--json"))
    assert set(figures) >= {"idle", "column", "killed", "targets", "met", "units", "workers"}
    assert (figures["units"], figures["killed"]["only_the_rest"]) == (4, True)
    assert figures["killed"]["done_before"] + figures["killed"]["done_after"] == 4
    assert 0 < figures["column"]["schemas_s"] <= figures["column"]["total_s"]


@pytest.mark.slow
def test_plugins_are_written_loaded_and_asked_and_cost_no_query():
    words = (
        "--plugins",
        "6",
        "--entries",
        "1",
        "--seconds",
        "0.3",
        "--rounds",
        "1",
        "--workers",
        "1",
        "--json",
    )
    figures = json.loads(run("plugins", *words))
    assert figures["active"] == {"none": 0, "off": 0, "some": 5, "all": 6}
    assert set(figures["pages"]) == {"home", "article"}
    for cases in figures["pages"].values():
        assert len({row["queries"] for row in cases.values()}) == 1
        assert {case for case, row in cases.items() if row["requests_per_s"]} == set(figures["active"])


@pytest.mark.slow
def test_obligations_counts_a_district_and_writes_nothing_twice():
    """Seven units of ten items: 31 obligations each and what events bring; `run` fails where recomputing changes any."""
    figures = json.loads(run("obligations", "--units", "7", "--items", "10", "--requests", "2", "--json"))
    assert set(figures) >= {
        "first_per_100k_s",
        "facts_per_100k_s",
        "again_per_100k_s",
        "again_to_facts_ratio",
    }
    assert (figures["units"], figures["items"], figures["written"] * 7) == (7, 10, figures["obligations"] * 2)
    assert 0 < figures["changed"] < figures["obligations"]
    assert {row["name"]: row["queries"] - row["queries_few"] for row in figures["pages"]} == dict.fromkeys(
        [row["name"] for row in figures["pages"]], 0
    )
    assert {"office desk", "line", "unit", "unit on a day", "guide desk", "coverage"} <= {
        row["name"] for row in figures["pages"]
    }


@pytest.mark.slow
def test_evaluation_scores_a_district_as_its_dump_says(monkeypatch):
    """Six units of ten items: what the engine finds in the dump alone is what the ledger holds."""
    monkeypatch.setenv("GONGKAI_PLUGINS", "evaluation")
    figures = json.loads(run("evaluation", "--units", "6", "--items", "10", "--json"))
    assert [row["units"] for row in figures["sizes"]] == [1, 2, 6]
    # As many questions for six as for one: they are asked for sixty units together.
    assert len({row["queries"] for row in figures["sizes"]}) == 1
    assert figures["equal"] and figures["count"]["rows"] > 6 * 100
    assert all(row["seconds"] >= row["gathering_s"] > 0 < row["memory_bytes"] for row in figures["sizes"])


def test_evaluation_says_that_the_plugin_is_not_loaded(monkeypatch):
    monkeypatch.setenv("GONGKAI_PLUGINS", "embed")
    process = start("evaluation", "--units", "6")
    printed, error = process.communicate(timeout=60)
    assert (process.returncode, printed) == (1, "") and "没有加载评价插件" in error


@pytest.mark.slow
def test_publishing_asks_no_more_in_a_large_unit_and_a_large_ledger():
    """What is planted by SQL is counted; `run` would fail where the guards took it for something else."""
    words = ("--entries", "3,40", "--ledger", "200", "--runs", "2", "--json")
    figures = json.loads(run("publish", *words))
    few, many, full = figures["sizes"]
    assert (few["entries"], many["entries"], full["ledger"] - full["entries"]) == (3, 40, 200)
    assert figures["met"], [(row["queries"], row["approve_queries"]) for row in figures["sizes"]]
    assert 0 < few["publish_ms"] <= few["publish_p95_ms"]


@pytest.fixture
def running() -> Iterator[subprocess.Popen[str]]:
    """A benchmark that is making its thousandth site when nobody stops it."""
    before = databases()
    process = start("provision", "--units", "1000")
    wait_for(lambda: databases() - before, process)
    yield process
    process.kill()
    process.wait()


def wait_for(condition, process: subprocess.Popen[str], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_benchmark_that_is_stopped_takes_its_database_along(running, number, status):
    running.send_signal(number)
    _printed, error = running.communicate(timeout=60)
    assert (running.returncode, "Traceback" in error) == (status, False)
    assert (databases(), roles(), left_of(running.pid)) == (set(), set(), [])


@pytest.mark.slow
def test_withdraw_asks_every_surface_of_both_sites_until_it_agrees():
    """`run` itself fails where an answer is not of the kind that is followed, or never agrees."""
    figures = json.loads(run("withdraw", "--entries", "1", "--json"))
    asked = {(row["what"], row["site"], row["surface"]) for row in figures["surfaces"]}
    both = {"API one entry", "API entries", "API search", "search page", "suggestions", "feed"}
    for what in ("published", "withdrawn"):
        assert {name for done, site, name in asked if (done, site) == (what, "central")} == both
        assert {name for done, site, name in asked if (done, site) == (what, "unit01")} == both | {
            "page", "item page", "sitemap", "Wagtail API",
        }  # fmt: skip
    assert figures["engine"] == "postgresql"
    assert figures["worst_ms"] == max(
        row["max_ms"] for row in figures["surfaces"] if row["what"] == "withdrawn"
    )


@pytest.mark.slow
def test_what_a_killed_benchmark_left_is_dropped_by_the_next(running):
    """Which also prints its figures for people, none of them without a unit."""
    running.kill()
    running.wait()
    # The control: nobody could drop it then.
    assert len(databases()) == 1
    assert len(roles()) in (0, 5)
    printed = run("provision", "--units", "2")
    assert (databases(), roles()) == (set(), set())
    assert len(printed.splitlines()) == 6
    assert re.findall(r"\d+\.\d+(?!\d| 秒| 倍| MB| 个)", printed) == []


@pytest.mark.slow
def test_the_benchmark_of_another_run_is_left_alone(running):
    """Two at once: the second clears away what is abandoned before it makes its own, and the first is not."""
    before = databases()
    other = start("provision", "--units", "1000")
    wait_for(lambda: len(databases()) == 2, other)
    other.send_signal(signal.SIGTERM)
    other.communicate(timeout=60)
    assert databases() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("provision", "--units", "0"),
        ("read", "--seconds", "nan"),
        ("obligations", "--units", "5"),
        ("read", "--concurrency", "-1"),
        ("nothing",),
    ],
)
def test_a_bad_option_is_refused_before_anything_is_made(arguments):
    process = start(*arguments)
    printed, error = process.communicate(timeout=60)
    assert (process.returncode, printed, error.count("\n")) == (1, "", 1)


def test_a_percentile_is_one_of_the_values():
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [percentile(values, share) for share in (0.0, 0.2, 0.21, 0.5, 0.95, 1.0)] == [
        1.0,
        1.0,
        2.0,
        3.0,
        5.0,
        5.0,
    ]
    assert median([7.0]) == 7.0


def test_the_first_and_the_last_windows_never_overlap():
    figures = summary([1.0] * 20 + [2.0] * 20)
    assert (figures["window_units"], figures["first_median_s"], figures["last_median_s"]) == (20, 1.0, 2.0)
    assert (figures["last_to_first_ratio"], figures["met"]) == (2.0, False)


def test_windows_of_many_units_are_thirty():
    figures = summary([0.1] * 150 + [0.12] * 150)
    assert (figures["window_units"], figures["last_to_first_ratio"], figures["met"]) == (30, 1.2, True)


def test_a_page_that_never_answered_has_no_times():
    figures = rates({"milliseconds": [], "failed": {"500": 3}, "body_bytes": 0}, 0.5)
    assert (figures["requests_per_s"], figures["p95_ms"], figures["failed"]) == (0.0, None, {"500": 3})


def test_ten_times_a_size():
    assert Size(1, 6, 30).times(10) == Size(10, 60, 300)


def test_the_address_of_a_database_survives_odd_characters():
    login = {"user": "a@b", "password": "p/w:d?#%"}
    odd = Database("::1", 5433, "b", settings.DATA, {"sslmode": "require"}, login)
    parsed = parse_database_url(url_of(odd))
    assert {"user": parsed["USER"], "password": parsed["PASSWORD"]} == login
    assert (parsed["HOST"], parsed["PORT"], parsed["NAME"]) == ("::1", "5433", "b")
    assert parsed["OPTIONS"] == {"sslmode": "require"}
