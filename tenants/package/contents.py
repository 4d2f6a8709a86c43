"""What of a unit goes into its package, and how each row is written so that it means the same elsewhere.

The workshop goes as it is, table by table, but for sessions and tokens: they are keys to the door. Ledger rows go
without their schema name and without numbers that only this database gave: what they point to outside the unit is
named by its uuid.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from django.db import models
from psycopg import sql

from tenants.ledger import packaged_models

LEFT_OUT = frozenset({"django_session", "wagtailcore_apitoken"})
"""Tables of the workshop whose rows are secrets of those who are logged in now."""

# The text that PostgreSQL writes must not depend on who asks.
SAME_TEXT = """
    SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres';
    SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL client_encoding = 'UTF8'
"""
TABLES = """
    SELECT c.relname,
           array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = ''),
           (SELECT array_agg(k.attname::text ORDER BY array_position(i.indkey::int2[], k.attnum))
              FROM pg_index i JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = ANY (i.indkey)
             WHERE i.indrelid = c.oid AND i.indisprimary)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
     GROUP BY c.oid, c.relname ORDER BY c.relname
"""
SEQUENCES = (
    "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'S' ORDER BY relname"
)


@dataclass(frozen=True)
class Table:
    """A table and the query that writes its rows, always in the same order."""

    name: str
    columns: tuple[str, ...]
    query: sql.Composed


def _selected(schema: str, name: str, columns: list[str], order: list[str]) -> sql.Composed:
    return sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.Identifier(schema, name),
        sql.SQL(", ").join(map(sql.Identifier, order)),
    )


def workshop(connection: psycopg.Connection, schema: str) -> list[Table]:
    """The tables of a tenant's schema."""
    rows = connection.execute(TABLES, [schema]).fetchall()
    return [
        Table(name, tuple(columns), _selected(schema, name, columns, key or columns))
        for name, columns, key in rows
        if name not in LEFT_OUT
    ]


def sequences(connection: psycopg.Connection, schema: str) -> dict[str, tuple[int, bool]]:
    """Sequence → (last value, whether it was given out)."""
    found = {}
    for (name,) in connection.execute(SEQUENCES, [schema]).fetchall():
        query = sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(schema, name))
        found[name] = connection.execute(query).fetchone() or (1, False)
    return found


def column_of(field: models.Field) -> str:
    return str(field.column)


def is_numbered(field: models.Field) -> bool:
    """A key that the database counts up: means nothing elsewhere."""
    return field.primary_key and isinstance(field, models.AutoField)


def named_elsewhere(field: models.Field) -> type[models.Model] | None:
    """The ledger model outside the unit that a foreign key names by a number, and which has a uuid too."""
    target = field.related_model
    if target is None or target in packaged_models() or isinstance(target._meta.pk, models.UUIDField):
        return None
    return target


def ledger_columns(model: type[models.Model]) -> list[models.Field]:
    """Columns of a ledger table that travel."""
    return [f for f in model._meta.concrete_fields if f.column != "schema_name" and not is_numbered(f)]


def _written(field: models.Field) -> sql.Composed:
    target = named_elsewhere(field)
    if target is None:
        return sql.SQL("r.{}").format(sql.Identifier(column_of(field)))
    return sql.SQL("(SELECT o.uuid FROM public.{} o WHERE o.{} = r.{})").format(
        *map(sql.Identifier, (target._meta.db_table, column_of(target._meta.pk), column_of(field)))
    )


def ledger() -> list[Table]:
    """The ledger's tables with the unit's rows: those that row-level security shows to the bound schema."""
    found = []
    for model in packaged_models():
        fields = ledger_columns(model)
        query = sql.SQL(
            'SELECT {} FROM public.{} r WHERE r.schema_name = current_schema() COLLATE "default" ORDER BY r.{}'
        ).format(
            sql.SQL(", ").join(map(_written, fields)),
            sql.Identifier(model._meta.db_table),
            sql.Identifier(column_of(model._meta.pk)),
        )
        found.append(Table(model._meta.db_table, tuple(map(column_of, fields)), query))
    return found
