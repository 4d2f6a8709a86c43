"""Figures for Prometheus: by route, never by tenant or path, and behind a door of their own."""

import pytest
from django.db import DatabaseError
from prometheus_client.parser import text_string_to_metric_families

from cms.delivery import health, metrics
from cms.delivery.metrics import Figure, Gate

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def ask(gate, path: str, port: str = "9464") -> tuple[str, bytes]:
    said = []
    environ = {"PATH_INFO": path, "SERVER_PORT": port, "REQUEST_METHOD": "GET", "QUERY_STRING": ""}
    body = b"".join(gate(environ, lambda status, headers, *rest: said.append(status)))
    return said[0], body


def samples(body: bytes) -> dict:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


def figures() -> dict:
    return samples(ask(metrics.application, "/metrics")[1])


def counted(route: str, status: str) -> float:
    return figures().get(("gongkai_requests_total", (("route", route), ("status", status))), 0)


def test_answers_are_counted_by_route_and_class_of_status(visit):
    before = counted("search", "2xx")
    visit("ta").get("/search?q=a")
    visit("tb").get("/search?q=b")
    assert counted("search", "2xx") == before + 2


def test_no_figure_names_a_tenant_or_what_was_asked(visit):
    for path in ("/", "/column/", "/search?q=lookedfor", "/no-such-page", "/api/v1/entries"):
        visit("ta").get(path)
    text = ask(metrics.application, "/metrics")[1].decode()
    assert not any(word in text for word in ("ta.test", 'tenant="', "lookedfor", "no-such-page", "甲镇"))


def test_unknown_addresses_make_no_new_series(visit):
    visit("ta").get("/one")
    before = len(figures())
    for number in range(20):
        visit("ta").get(f"/made-up-{number}")
    assert len(figures()) == before


def test_the_database_and_the_release_are_figures():
    found = figures()
    assert found["gongkai_database_up", ()] == 1
    assert found["gongkai_sites", (("state", "active"),)] == 4
    assert found["gongkai_release_info", (("release", health.release()),)] == 1


def test_the_queue_is_among_the_figures():
    found = figures()
    assert found["gongkai_workers", ()] == 0
    assert found["gongkai_queue_oldest_seconds", ()] >= 0
    assert ("gongkai_queue_tasks", (("state", "dead"),)) in found


def test_without_the_queues_tables_nobody_is_ready(visit, monkeypatch):
    from cms.delivery import queue

    def gone():
        raise DatabaseError("no such table")

    monkeypatch.setattr(queue, "queue_health", gone)
    assert visit("ta").get("/readyz").status_code == 503
    assert figures()["gongkai_database_up", ()] == 1


def depth():
    return [Figure("gongkai_queue_depth", "Waiting.", 7, {"queue": "media"})]


def test_another_room_adds_its_figures_by_name(settings):
    settings.METRIC_SOURCES = [f"{__name__}.depth"]
    assert figures()["gongkai_queue_depth", (("queue", "media"),)] == 7


def test_the_door_of_the_public_does_not_lead_there(visit):
    assert visit("ta").get("/metrics", follow=True).status_code == 404
    gate = Gate(lambda environ, start: [start("200 OK", [])] and [b"sites"], 9464)
    assert ask(gate, "/metrics", port="8000") == ("200 OK", b"sites")
    assert ask(gate, "/metrics")[0] == "200 OK"
    assert ask(gate, "/")[0].startswith("404")
    assert ask(gate, "/healthz") == ("200 OK", b"ok\n")


def test_ready_means_the_tables_of_this_release(visit, monkeypatch):
    assert visit("ta").get("/readyz").status_code == 200
    monkeypatch.setattr(health, "_wanted", lambda: frozenset({("tenants", "9999_next")}))
    answer = visit("ta").get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"1 migrations missing: run cms upgrade\n")


def unready():
    return "the queue stands still"


def test_another_room_adds_its_reason(visit, settings):
    settings.READINESS = [f"{__name__}.unready"]
    assert visit("ta").get("/readyz").content == b"the queue stands still\n"
    assert visit("ta").get("/healthz").status_code == 200
