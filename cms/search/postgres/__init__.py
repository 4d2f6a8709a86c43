"""The default engine: the ledger's own table, asked by PostgreSQL without any extension."""

from cms.search.postgres.engine import PostgresEngine

__all__ = ["PostgresEngine"]
