"""What stands between us and PostgreSQL keeps each session's search path, or we do not start."""

import threading

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection, connections

from cms.delivery.starting import check_installation
from tenants.context import tenant_scope
from tenants.pooling import PoolerUnsafe, check_pooler
from tests.tenants import bouncer

pytestmark = pytest.mark.django_db(databases=["default", "central"])


@pytest.fixture
def through(monkeypatch):
    """Connections of the default alias go through a port for the rest of the test."""
    kept = connections["default"].settings_dict
    return lambda port: monkeypatch.setitem(kept, "PORT", port)


def test_a_direct_connection_passes():
    check_pooler()
    check_installation()


@pytest.mark.pgbouncer
def test_a_pooler_that_lends_sessions_between_statements_is_refused(through, monkeypatch):
    """Debian's PgBouncer, transaction mode: every version before 1.25.1 is so, and every PostgreSQL before 18."""
    monkeypatch.setenv("DATABASE_POOLER", "1")
    with bouncer.pooling("transaction") as port:
        through(port)
        with pytest.raises(PoolerUnsafe) as refused:
            check_installation()
    assert "拒绝启动" in str(refused.value)
    assert "track_extra_parameters = search_path" in str(refused.value)


@pytest.mark.pgbouncer
def test_a_pooler_that_lends_whole_sessions_passes(through):
    with bouncer.pooling("session") as port:
        through(port)
        check_pooler()


@pytest.mark.pgbouncer
def test_the_refused_pooler_would_show_another_units_rows(through, ta, tb):
    """The control: what the self-test keeps us from, with the rows of two real units."""
    parameters = connections["default"].get_connection_params()
    keys = ("dbname", "user", "password")
    chosen = {key: parameters[key] for key in keys}
    with bouncer.pooling("transaction") as port:
        clients = {
            tenant.title: psycopg.connect(host="127.0.0.1", port=port, autocommit=True, **chosen)
            for tenant in (ta, tb)
        }
        for tenant in (ta, tb):
            clients[tenant.title].execute(f'SET search_path = "{tenant.schema_name}", public')
        titles = {
            title: client.execute("SELECT title FROM wagtailcore_page WHERE depth = 2").fetchone()[0]
            for title, client in clients.items()
        }
        for client in clients.values():
            client.close()
    assert titles == {ta.title: tb.title, tb.title: tb.title}


def test_a_search_path_that_cannot_be_set_stops_the_statement(ta, tb):
    """django-tenants would go on: the statement would run where the connection was before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        assert cursor.fetchone() == (ta.schema_name,)
    ran = []

    def refuse(execute, sql, params, many, context):
        if sql.startswith("SET search_path"):
            raise OperationalError("canceling statement due to statement timeout")
        ran.append(sql)
        return execute(sql, params, many, context)

    connection.search_path_set_schemas = None
    with (
        connection.execute_wrapper(refuse),
        pytest.raises(OperationalError, match="search path"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT title FROM wagtailcore_page")
    assert ran == []


SHOWN = "SELECT current_schema(), (SELECT title FROM wagtailcore_page WHERE depth = 2)"


def hop(alias: str, units: list, number: int, wrong: list, turns: int) -> None:
    """Turns over a pool smaller than the threads: every connection passes from unit to unit."""
    for turn in range(turns):
        tenant = units[(number + turn) % len(units)]
        try:
            with tenant_scope(tenant), connection.cursor() as cursor:
                cursor.execute(SHOWN)
                found = cursor.fetchone()
        except DatabaseError as error:
            found = error
        if found != (tenant.schema_name, tenant.title):
            wrong.append(found)
        # What the end of a request does: the connection goes back to the pool.
        connection.close()


@pytest.fixture
def pooled(settings):
    """Threads started in the test take their connections from one pool of two."""
    wrapper = connections["default"]
    chosen = wrapper.settings_dict
    kept = dict(chosen)
    chosen.update(
        CONN_MAX_AGE=0, OPTIONS={**kept["OPTIONS"], "pool": {"min_size": 0, "max_size": 2, "timeout": 20}}
    )
    yield
    pool = wrapper._connection_pools.pop("default", None)
    if pool is not None:
        pool.close()
    chosen.clear()
    chosen.update(kept)


def in_threads(units: list, turns: int) -> list:
    wrong: list = []
    threads = [
        threading.Thread(target=hop, args=("default", units, number, wrong, turns)) for number in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_a_pooled_connection_is_told_its_unit_anew(ta, tb, pooled):
    assert in_threads([ta, tb], 50) == []


def test_a_pooled_connection_that_believed_its_last_path_would_mix_them(ta, tb, pooled, monkeypatch):
    """The control: what makes it safe is that a connection that was handed back forgets what was set."""
    from tenants.backend.base import DatabaseWrapper

    right = DatabaseWrapper.close

    def wrong(self):
        kept = self.search_path_set_schemas
        right(self)
        self.search_path_set_schemas = kept

    monkeypatch.setattr(DatabaseWrapper, "close", wrong)
    monkeypatch.setattr(DatabaseWrapper, "set_tenant", keeping(DatabaseWrapper.set_tenant))
    titles = {ta.title, tb.title}
    assert [found for found in in_threads([ta, tb], 50) if isinstance(found, tuple) and found[1] in titles]


def keeping(right):
    def wrong(self, tenant, include_public=True):
        kept = self.search_path_set_schemas
        right(self, tenant, include_public)
        self.search_path_set_schemas = kept

    return wrong
