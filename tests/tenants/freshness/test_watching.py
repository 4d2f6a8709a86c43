"""Every table is watched, or somebody said why nobody outside can see it."""

from __future__ import annotations

import pytest
from django.db import connection

from tenants.freshness import watching
from tenants.freshness.unseen import COLUMNS, TABLES
from tenants.ledger import ledger_models
from tenants.roles import owner_connection

pytestmark = [pytest.mark.postgres]
TABLES_AND_TRIGGERS = """
    SELECT c.relname, count(t.oid) FROM pg_class c
      LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND starts_with(t.tgname, 'freshness_') AND t.tgenabled = 'O'
     WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' GROUP BY 1
"""
OURS = {"django_migrations": "what was migrated shows in the tables themselves"}


def watched(schema: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES_AND_TRIGGERS, [schema])
        return dict(cursor.fetchall())


def reasons() -> dict[str, str]:
    models = [*ledger_models(), *watching.workshop_models()]
    return {m._meta.db_table: watching.why_unseen(m) for m in models} | OURS


@pytest.mark.parametrize("slug", ["central", "ta", "public"])
def test_no_table_is_forgotten(slug, schema_of):
    found = watched("public" if slug == "public" else schema_of(slug))
    assert len(found) > 40
    left_out = {table for table, triggers in found.items() if not triggers}
    assert {table for table in left_out if len(reasons().get(table, "")) < 10} == set()


def test_what_is_left_out_is_there_to_be_left_out(schema_of):
    """A reason for a table or a column that is gone hides the next one of that name."""
    assert set(TABLES) | set(COLUMNS) <= set(watched(schema_of("ta")))
    by_table = {m._meta.db_table: m for m in watching.workshop_models()}
    for table, columns in COLUMNS.items():
        assert set(columns) <= {field.column for field in by_table[table]._meta.concrete_fields}


def test_a_new_table_is_watched_unless_it_says_why_not(schema_of):
    """Whatever a later release or somebody's plugin brings."""
    declared = watching.declared(ledger=False)
    assert [one.table for one in declared["taggit_tag"]] == ["taggit_tag"]
    assert declared["django_session"] == []


def test_what_was_dropped_or_switched_off_comes_back(schema_of):
    schema = schema_of("tb")
    before = watched(schema)
    with owner_connection() as owner, owner.cursor() as cursor:
        cursor.execute(f"SET search_path = {schema}".encode())
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'taggit_tag'::regclass AND NOT tgisinternal"
        )
        (name,) = cursor.fetchone()
        cursor.execute(f"DROP TRIGGER {name} ON taggit_tag".encode())
        cursor.execute("ALTER TABLE wagtailcore_site DISABLE TRIGGER USER")
        call = "EXECUTE FUNCTION public.freshness_touch()"
        cursor.execute(f"CREATE TRIGGER freshness_old AFTER INSERT ON auth_group {call}".encode())
        watching.watch_schema(cursor, schema)
    assert watched(schema) == before


def test_check_names_a_table_of_the_ledger_that_is_not_watched(committed):
    with owner_connection() as owner, owner.cursor() as cursor:
        assert watching.problems(cursor) == []
        cursor.execute("ALTER TABLE public.publication_entry DISABLE TRIGGER USER")
        assert [line.partition(":")[0] for line in watching.problems(cursor)] == ["publication_entry"]
        owner.rollback()
