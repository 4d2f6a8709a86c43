"""429 for whoever asks too often, on the addresses of a site; nobody else notices."""

import multiprocessing

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.delivery.limits.buckets import Buckets
from cms.delivery.limits.quota import Quota, ask

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def test_a_visitor_who_asks_too_often_is_told_when_to_come_again(limits, visit, ta):
    limits(visitor=(3, 60))
    client = visit("ta")
    answers = [client.get("/api/v1/site") for _number in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert [one["RateLimit"] for one in answers[:3]] == [
        '"visitor";r=2;t=20',
        '"visitor";r=1;t=40',
        '"visitor";r=0;t=60',
    ]
    assert answers[0]["RateLimit-Policy"] == '"visitor";q=3;w=60'
    refused = answers[3]
    assert refused["Retry-After"] == "20"
    assert refused["Content-Type"] == "application/problem+json"
    assert "20 秒后" in refused.json()["detail"]
    assert refused["Cache-Control"] == "no-store"


def test_a_refusal_asks_the_database_nothing(limits, visit, ta):
    limits(visitor=(1, 60))
    client = visit("ta")
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 429
    assert len(queries) == 0


def test_another_visitor_and_another_site_do_not_notice(limits, visit, ta):
    limits(visitor=(2, 60), site=(3, 60))
    busy, other = visit("ta"), visit("ta")
    other.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert [busy.get("/api/v1/site").status_code for _number in range(3)] == [200, 200, 429]
    assert other.get("/api/v1/site").status_code == 200
    # Now the site's own quota is used up, for whoever comes; that of another site is not.
    other.defaults["REMOTE_ADDR"] = "192.0.2.8"
    assert other.get("/api/v1/site").status_code == 429
    elsewhere = visit("tb")
    elsewhere.defaults["REMOTE_ADDR"] = "192.0.2.8"
    assert elsewhere.get("/api/v1/site").status_code == 200


def test_a_site_is_the_same_however_its_host_is_written(limits, visit, ta):
    limits(site=(2, 60))
    client = visit("ta")
    for host in ("TA.test", "ta.test.", "ta.test:80"):
        answer = client.get("/api/v1/site", headers={"host": host})
    assert answer.status_code == 429


def test_an_address_that_a_visitor_makes_up_is_not_believed(limits, visit, ta):
    limits(visitor=(1, 60))
    client = visit("ta")
    client.defaults["REMOTE_ADDR"] = "192.0.2.9"
    said = [client.get("/", headers={"x-forwarded-for": f"10.9.9.{n}"}).status_code for n in range(2)]
    assert said == [200, 429]


def test_pages_are_refused_in_words(limits, visit, ta):
    limits(visitor=(1, 60))
    client = visit("ta")
    client.get("/")
    refused = client.get("/")
    assert refused.status_code == 429
    assert "秒后再试" in refused.content.decode()


def test_health_and_styles_are_not_counted(limits, visit, ta):
    limits(visitor=(1, 60))
    client = visit("ta")
    assert [client.get("/healthz").status_code for _number in range(3)] == [200] * 3
    assert client.get("/").status_code == 200


def _take(path, number, quota):
    buckets, allowed = Buckets(path), 0
    for _number in range(number):
        verdict = ask(quota, buckets["somebody"], 1000.0)
        buckets["somebody"] = verdict.full_at
        allowed += verdict.allowed
    return allowed


def test_processes_share_the_buckets(tmp_path):
    path, quota = tmp_path / "limits", Quota(50, 60)
    Buckets(path)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        elsewhere = pool.apply(_take, (path, 30, quota))
    assert (elsewhere, _take(path, 30, quota)) == (30, 20)


def test_a_broken_file_is_made_anew(tmp_path):
    path = tmp_path / "limits"
    path.write_bytes(b"short")
    assert Buckets(path)["somebody"] == 0


def test_no_address_is_written_down(limits, visit, ta, tmp_path):
    limits(visitor=(9, 60))
    client = visit("ta")
    client.defaults["REMOTE_ADDR"] = "192.0.2.33"
    client.get("/")
    assert b"192.0.2.33" not in (tmp_path / "limits").read_bytes()
