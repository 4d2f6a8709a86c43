"""Numbers of a series, windows, sizes and addresses: what the benchmarks reckon with."""

from __future__ import annotations

from django.conf import settings

from cms.bench.asking import rates
from cms.bench.database import url_of
from cms.bench.figures import median, percentile
from cms.bench.planting import Size
from cms.bench.provision import summary
from cms.settings.env import Database
from tenants.embedded.urls import parse_database_url


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
