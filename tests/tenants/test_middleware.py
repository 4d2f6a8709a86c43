"""What the registry says of a site holds from the next request on, in every process."""

import pytest

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
