"""Which tenant a request has: what the registry says, from its first row to its last, and nobody afterwards."""

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import RequestFactory

from tenants.context import current_or_none, rebind
from tenants.middleware import TenantMiddleware
from tenants.roles import owner_connection


@pytest.fixture
def registry(db):
    """Statements committed on a connection of their own, as another process would; undone after the test."""
    undo = []
    with owner_connection(autocommit=True) as owner:

        def commit(statement: str, reverse: str) -> None:
            undo.append(reverse)
            owner.execute(statement)

        yield commit
        for statement in reversed(undo):
            owner.execute(statement)


@pytest.mark.parametrize(("state", "status"), [("archived", 410), ("deleted", 410), ("migrating", 503)])
def test_a_site_that_stops_serving_stops_at_the_next_request(visit, registry, state, status):
    client, where = visit("village"), "WHERE slug = 'village'"
    assert client.get("/").status_code == 200
    registry(
        f"UPDATE tenants_tenant SET state = '{state}' {where}",
        f"UPDATE tenants_tenant SET state = 'active' {where}",
    )
    assert client.get("/").status_code == status


def test_a_site_that_moves_answers_where_it_is_now(visit, registry):
    statement = "UPDATE tenants_domain SET domain = '{}' WHERE domain = '{}'"
    registry(statement.format("moved.test", "village.test"), statement.format("village.test", "moved.test"))
    assert (visit("village").get("/").status_code, visit("moved").get("/").status_code) == (404, 200)


def test_the_bound_tenant_has_every_field_of_its_row(visit, tenant):
    request = visit("village").get("/").wsgi_request
    row = tenant("village")
    names = [field.attname for field in row._meta.concrete_fields]
    assert {name: getattr(request.tenant, name) for name in names} == {
        name: getattr(row, name) for name in names
    }
    assert request.tenant.domain_url == "village.test"


def streamed(request):
    """An export: its rows are read while it is sent, after the view returned."""

    def rows():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            yield cursor.fetchone()[0]

    return StreamingHttpResponse(rows())


def ask(middleware: TenantMiddleware):
    return middleware(RequestFactory().get("/", headers={"host": "ta.test"}))


def sent(response) -> str:
    return b"".join(response.streaming_content).decode()


def test_a_streamed_answer_reads_its_own_unit_to_the_last_row(tenant):
    response = ask(TenantMiddleware(streamed))
    assert sent(response) == tenant("ta").schema_name
    response.close()
    assert current_or_none() is None


def test_letting_go_when_the_view_returns_would_read_elsewhere(tenant):
    """The control: the usual `finally` of a middleware comes before the first row is read."""

    class Hasty(TenantMiddleware):
        def __call__(self, request):
            try:
                return super().__call__(request)
            finally:
                rebind(None)

    assert sent(ask(Hasty(streamed))) == "public"


def test_a_view_that_fails_leaves_nobody_bound_for_the_next_request(visit, monkeypatch):
    from cms.delivery import portal

    monkeypatch.setattr(portal, "page", lambda *_: 1 / 0)
    client = visit("ta")
    client.raise_request_exception = False
    assert client.get("/").status_code == 500
    assert current_or_none() is None


@pytest.mark.parametrize(
    ("host", "port"), [("nobody.test", ""), ("nobody.test:8000", ":8000"), ("a b:8x", "")]
)
def test_a_host_that_leads_nowhere_leads_to_the_district(client, db, host, port):
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 404
    assert f'href="http://central.test{port}/"' in answer.content.decode()
