"""What is answered while PostgreSQL is away: 503 and when to ask again. What else fails stays a 500."""

import psycopg
import pytest
from django.db import OperationalError, connection, connections

from cms.delivery import portal
from cms.delivery.outage import is_outage
from tenants.middleware import TenantMiddleware

pytestmark = pytest.mark.django_db(databases=["default", "central"])


@pytest.fixture
def client(visit):
    found = visit("ta")
    found.raise_request_exception = False
    return found


def away(*_):
    raise OperationalError("server closed the connection unexpectedly")


@pytest.mark.parametrize("path", ["/", "/search", "/admin/", "/units"])
def test_a_page_says_503_and_when_to_come_back(client, monkeypatch, path):
    monkeypatch.setattr(TenantMiddleware, "tenant_of", staticmethod(away))
    answer = client.get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer["Cache-Control"] == "no-store"
    page = answer.content.decode()
    assert page.count("<h1>") == 1
    assert "closed the connection" not in page


@pytest.mark.parametrize("when", ["the tenant is looked for", "the entries are read"])
def test_the_api_says_it_as_a_problem(client, monkeypatch, when):
    if when == "the tenant is looked for":
        monkeypatch.setattr(TenantMiddleware, "tenant_of", staticmethod(away))

    def only_entries(execute, sql, *rest):
        return away() if "publication_entry" in sql else execute(sql, *rest)

    with connections["central"].execute_wrapper(only_entries), connection.execute_wrapper(only_entries):
        answer = client.get("/api/v1/entries")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"] == "10"


def test_a_mistake_of_ours_stays_a_500(client, monkeypatch):
    monkeypatch.setattr(portal, "page", lambda *_: 1 / 0)
    answer = client.get("/")
    assert (answer.status_code, "Retry-After" in answer) == (500, False)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OperationalError("x"), True),
        (psycopg.OperationalError("x"), True),
        (psycopg.errors.AdminShutdown("x"), True),
        (psycopg.errors.UniqueViolation("x"), False),
        (KeyError("x"), False),
        (None, False),
    ],
)
def test_what_an_outage_is(error, expected):
    assert is_outage(error) is expected
