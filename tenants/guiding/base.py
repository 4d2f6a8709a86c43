"""The database engine of the alias "guide": reads the ledger rows of the units that the bound unit guides.

Its role may enter no tenant's schema. It names the unit that it asks for in the first place of its search path, where
the policies look (tenants.isolation): whom that unit guides, PostgreSQL finds out from the register of the day.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base
from psycopg import sql
from psycopg.pq import TransactionStatus

from tenants import context

NOBODY = "no_tenant"


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks as the tenant that is bound at that moment; with none bound it sees nothing of any unit."""

    def _cursor(self, name: str | None = None) -> Any:
        self.ensure_connection()
        tenant = context.current_or_none()
        guide = sql.Identifier(tenant.schema_name if tenant is not None else NOBODY)
        # Each time: a connection that remembered whom it asked for could be wrong after a rollback. In a transaction
        # that has failed nothing can be set, and nothing can be asked either.
        if self.connection.info.transaction_status != TransactionStatus.INERROR:
            self.connection.execute(sql.SQL("SET search_path = {}, public").format(guide))
        return super()._cursor(name)  # type: ignore[misc]  # Django's stubs leave its private methods out
