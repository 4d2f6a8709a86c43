"""Whose schema a kept connection is in, from one request to the next: set anew only when it may be another's."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.test.utils import CaptureQueriesContext

from tenants.context import tenant_scope
from tenants.middleware import TENANT_OF

FAILS = "SELECT 1 FROM there_is_no_such_table"


@pytest.fixture
def apart(db):
    """apart(work): done with a connection of its own that no test's transaction is open on, as a server's threads have."""

    def run(work: Callable[[], Any]) -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        yield lambda work: pool.submit(run, work).result()


def schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return cursor.fetchone()[0]


def statements(work: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        work()
    return [one["sql"] for one in asked]


def test_the_next_request_of_the_same_site_sets_nothing(apart, ta, tb):
    def work():
        asked = []
        for tenant in (ta, ta, tb, ta):
            with tenant_scope(tenant):
                asked.append([one for one in statements(schema) if one.startswith("SET")])
                assert schema() == tenant.schema_name
        return [len(each) for each in asked]

    assert apart(work) == [1, 0, 1, 1]


def test_what_was_set_in_a_transaction_is_set_again(apart, ta, tb):
    """PostgreSQL answers COMMIT of a failed transaction by rolling back, and the path with it, and nobody is told."""

    def work():
        with tenant_scope(ta):
            assert schema() == ta.schema_name
        with tenant_scope(tb):
            with transaction.atomic():
                assert schema() == tb.schema_name
                with pytest.raises(DatabaseError), connection.cursor() as cursor:
                    cursor.execute(FAILS)
            # It is in ta again, which only shows that there was something to forget.
            with connection.connection.cursor() as raw:
                assert raw.execute("SELECT current_schema()").fetchone() == (ta.schema_name,)
        with tenant_scope(tb):
            assert schema() == tb.schema_name

    apart(work)


def test_a_savepoint_that_is_rolled_back_takes_the_path_along(apart, ta, tb):
    def work():
        with tenant_scope(ta):
            schema()
        with tenant_scope(tb), transaction.atomic():
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                schema()
                raise ZeroDivisionError
            assert schema() == tb.schema_name

    apart(work)


def test_a_connection_that_is_made_anew_remembers_nothing(apart, ta):
    def work():
        with tenant_scope(ta):
            schema()
            connection.close()
        with tenant_scope(ta):
            return schema()

    assert apart(work) == ta.schema_name


def test_whose_host_it_is_is_asked_from_wherever_the_connection_is(apart, ta):
    def work():
        with tenant_scope(ta):
            schema()
        close_old_connections()
        asked = statements(lambda: connection.ask_first(TENANT_OF, ["tb.test"]))
        # And it is not taken for one that was bound.
        assert schema() == "public"
        return [one.split()[0] for one in asked]

    assert apart(work) == ["SELECT"]


def test_a_connection_that_was_lost_meanwhile_is_replaced_by_the_first_question(apart):
    def work():
        lost = backend()
        request_started.send(sender=None)
        kill(lost)
        assert connection.ask_first("SELECT pg_backend_pid()", [])[0] not in (lost, None)

    apart(work)


def test_one_that_is_lost_later_in_the_request_is_a_failure_as_ever(apart):
    def work():
        request_started.send(sender=None)
        kill(backend())
        with pytest.raises(DatabaseError):
            connection.ask_first("SELECT 1", [])

    apart(work)


def test_what_is_wrong_with_the_question_is_not_asked_twice(apart):
    def work():
        backend()
        request_started.send(sender=None)
        with pytest.raises(DatabaseError, match="there_is_no_such_table"):
            connection.ask_first(FAILS, [])
        return schema()

    assert apart(work) == "public"


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def kill(process: int) -> None:
    """As a restart of the server does, from outside."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_kill, process).result()


def _kill(process: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [process])
    finally:
        connection.close()
