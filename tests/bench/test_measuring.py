"""What each benchmark prints, in a small form of it. Never how fast anything was."""

from __future__ import annotations

import json

import pytest

from tests.bench.running import run, start


@pytest.fixture(scope="module")
def provisioned() -> dict:
    return json.loads(run("provision", "--units", "3", "--json"))


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
