"""A build without what protects publication, for controls: no triggers in the database, no transactions in the code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.transaction import Atomic
from psycopg import sql

from tenants.models import Tenant
from tenants.roles import owner_connection

SHARED = {
    "publication_entryversion": "publication_version_approved",
    "publication_entry": "publication_entry_is_version",
}
OF_UNIT = {
    "wagtailcore_page": "publication_live_page",
    "column_articlepage": "publication_live_article",
}


def _turn(tenants: list[Tenant], word: str) -> None:
    tables = [("public", *pair) for pair in SHARED.items()]
    tables += [(tenant.schema_name, *pair) for tenant in tenants for pair in OF_UNIT.items()]
    text = sql.SQL("ALTER TABLE {} {} TRIGGER {}")
    with owner_connection() as owner:
        for schema, table, trigger in tables:
            owner.execute(text.format(sql.Identifier(schema, table), sql.SQL(word), sql.Identifier(trigger)))


@contextmanager
def unguarded(tenants: list[Tenant]) -> Iterator[None]:
    """The database lets anything go public inside the block."""
    _turn(tenants, "DISABLE")
    try:
        yield
    finally:
        connections.close_all()
        _turn(tenants, "ENABLE")


def without_transactions() -> None:
    """From now on each statement of this process is committed by itself. For a process that ends soon."""
    Atomic.__enter__ = lambda self: None
    Atomic.__exit__ = lambda self, *raised: None
    # Rows are locked until the end of a transaction, which there is none of.
    for alias in ("default", "worker"):
        type(connections[alias].features).has_select_for_update = False
