"""The API under schemathesis: no 5xx, and nothing but what its description says. `tests.delivery.fuzz` does it at length."""

from __future__ import annotations

import http.client

import pytest

from tests.delivery.fuzz import fuzz
from tests.registry.served import serving


@pytest.fixture(scope="module")
def served(django_db_setup, django_db_blocker):
    """The sample district over a socket. Nothing here writes."""
    with django_db_blocker.unblock(), serving() as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["ta", "central"])
def test_the_api_keeps_to_its_description(served, slug):
    found = fuzz(served.port, f"{slug}.test", examples=4, seed=20261128)
    assert found.wrong == [], found.said
    assert found.cases > 200


@pytest.mark.slow
def test_the_control(served, monkeypatch):
    """An endpoint that fails is found."""
    from cms.delivery.api import entry

    monkeypatch.setattr(entry, "shown", lambda *_: 1 / 0)
    found = fuzz(served.port, "ta.test", examples=1, seed=1, only="/api/v1/entries")
    assert any("entries" in one for one in found.wrong)


@pytest.mark.parametrize("charset", ["utf-16", "unicode_escape", "base64", "nothing", "idna"])
def test_parameters_are_utf_8_whatever_a_request_says_of_itself(served, charset):
    for q in ("%ED%A0%80", "%5Cud800", "%FF%FE", "%E7%94%B2%E9%95%87"):
        line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
        headers = {"Host": "ta.test", "Content-Type": f"text/plain; charset={charset}"}
        line.request("GET", f"/api/v1/units?q={q}", headers=headers)
        answer = line.getresponse()
        found = answer.read()
        line.close()
        assert answer.status == 200, (charset, q)
    assert "甲镇党委".encode() in found
