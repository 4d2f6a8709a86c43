"""Figures for Prometheus, on an address of their own that the public cannot reach.

No figure names a tenant: a thousand units times routes times buckets would be millions of series, and a unit's
visits are nobody else's business. Which unit is slow is a question for the log.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from django.utils.module_loading import import_string
from prometheus_client import CollectorRegistry, Counter, Histogram, make_wsgi_app
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from cms.delivery import health

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Variable that prometheus_client reads: where the processes of one server keep their figures."""
REQUESTS = Counter("gongkai_requests", "Answers by route and class of status.", ["route", "status"])
FROM_STORE = Counter("gongkai_store", "Public answers that were kept, or had to be made.", ["answer"])
SECONDS = Histogram("gongkai_request_seconds", "Time to an answer by route.", ["route"], buckets=BUCKETS)


class Figure(NamedTuple):
    """One number at the time of asking. A source (METRIC_SOURCES) is a function that returns some."""

    name: str
    meaning: str
    value: float
    labels: dict[str, str] = {}


def count(route: str, status: int, seconds: float) -> None:
    REQUESTS.labels(route, f"{status // 100}xx").inc()
    SECONDS.labels(route).observe(seconds)


SITES = "SELECT state, count(*) FROM public.tenants_tenant GROUP BY state"
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"


def database() -> Iterator[Figure]:
    """Sites by state, sessions of PostgreSQL, and whether it answers at all."""
    up = Figure("gongkai_database_up", "Whether PostgreSQL answers.", 1)
    try:
        with connections["central"].cursor() as cursor:
            cursor.execute(SITES)
            for state, number in cursor.fetchall():
                yield Figure("gongkai_sites", "Sites by state.", number, {"state": state})
            cursor.execute(SESSIONS)
            sessions = cursor.fetchone()[0]
        yield Figure("gongkai_database_sessions", "Sessions of this database, everybody's.", sessions)
    except DatabaseError:
        up = up._replace(value=0)
    yield up


def release() -> Iterator[Figure]:
    yield Figure("gongkai_release_info", "What runs.", 1, {"release": health.release()})


class Sources(Collector):
    """What is asked for when Prometheus asks. A source that fails costs its own figures only."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        families: dict[str, GaugeMetricFamily] = {}
        for source in (database, release, *map(import_string, settings.METRIC_SOURCES)):
            for figure in self._asked(source):
                family = families.get(figure.name) or GaugeMetricFamily(
                    figure.name, figure.meaning, labels=list(figure.labels)
                )
                family.add_metric(list(figure.labels.values()), figure.value)
                families[figure.name] = family
        return families.values()

    @staticmethod
    def _asked(source: Callable[[], Iterable[Figure]]) -> list[Figure]:
        try:
            return list(source())
        except DatabaseError:
            return []

    def describe(self) -> list[Any]:
        """Nothing is asked when it is registered."""
        return []


def registry() -> CollectorRegistry:
    """The figures of every process of this server, and those that are the same for all."""
    found = CollectorRegistry()
    if os.environ.get(FOLDER):
        MultiProcessCollector(found)
    else:
        for metric in (REQUESTS, FROM_STORE, SECONDS):
            found.register(metric)
    found.register(Sources())
    return found


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    """WSGI: /metrics, and the two of health. Nothing else is here."""
    answer = health.ANSWERS.get(environ["PATH_INFO"])
    if answer is not None:
        said = answer()
        start_response(f"{said.status_code} {said.reason_phrase}", list(said.headers.items()))
        return [said.content]
    if environ["PATH_INFO"] == "/metrics":
        return make_wsgi_app(registry())(environ, start_response)
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"not here\n"]


class Gate:
    """WSGI: the figures for who came in by their own port, the sites for everybody else.

    The port is that of the socket the request arrived on; no header can name another.
    """

    def __init__(self, sites: Callable[..., Any], port: int) -> None:
        self.sites, self.port = sites, str(port)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["SERVER_PORT"] != self.port:
            return self.sites(environ, start_response)
        try:
            return application(environ, start_response)
        finally:
            # What Django does after a request of its own.
            close_old_connections()
