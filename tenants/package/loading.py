"""Rows of a package into a new schema and into the ledger, inside the caller's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator

import psycopg
from django.db import models
from psycopg import sql

from tenants.ledger import packaged_models
from tenants.package import contents, people
from tenants.package.contents import column_of, ledger_columns, named_elsewhere
from tenants.package.form import Member, PackageError
from tenants.package.media import Incoming
from tenants.package.reading import Package
from tenants.progress import progress
from tenants.provision import Blueprint, replay
from tenants.roles import Roles

UUID_COLUMNS = """
    SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' AND a.atttypid = 'uuid'::regtype AND a.attnum > 0
       AND NOT a.attisdropped ORDER BY 1, 2
"""
PEOPLE_COLUMNS = {
    "identity_identity": "uuid uuid, login text, name text",
    "identity_membership": "uuid uuid, identity_id uuid, role text, valid_from date, valid_until date",
}


def waiting(name: str) -> str:
    """The temporary table in which rows for a ledger table wait."""
    return f"in_{name}"


def new_schema(owner: psycopg.Connection, schema: str, blueprint: Blueprint, roles: Roles) -> None:
    """The template's tables, empty."""
    replay(owner, schema, blueprint, roles)
    owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    names = sql.SQL(", ").join(sql.Identifier(schema, name) for name in blueprint.tables)
    owner.execute(sql.SQL("TRUNCATE {}").format(names))
    owner.execute("SET CONSTRAINTS ALL DEFERRED")
    owner.execute(contents.SAME_TEXT.encode())
    owner.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))


def _copy_in(
    owner: psycopg.Connection, into: sql.Composable, member: Member, pieces: Iterator[bytes]
) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, member.columns))
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(into, columns)
    try:
        with owner.cursor() as cursor, cursor.copy(query) as copy:
            for piece in pieces:
                copy.write(piece)
    except psycopg.DataError as error:
        raise PackageError(f"包内的 {member.name} 读不进数据库：{error.diag.message_primary}") from error


def _make_waiting(owner: psycopg.Connection) -> None:
    for model in packaged_models():
        columns = sql.SQL(", ").join(_waiting_column(field) for field in ledger_columns(model))
        name = model._meta.db_table
        query = sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM public.{} r WITH NO DATA")
        owner.execute(query.format(sql.Identifier(waiting(name)), columns, sql.Identifier(name)))
    for name, written in PEOPLE_COLUMNS.items():
        owner.execute(f"CREATE TEMP TABLE {waiting(name)} ({written}) ON COMMIT DROP".encode())


def _waiting_column(field: models.Field) -> sql.Composed:
    name = sql.Identifier(column_of(field))
    if named_elsewhere(field) is None:
        return sql.SQL("r.{}").format(name)
    return sql.SQL("NULL::uuid AS {}").format(name)


def load(owner: psycopg.Connection, package: Package, schema: str) -> None:
    """Fill the empty tables of `schema`, and let ledger rows and people wait in temporary tables."""
    manifest = package.manifest
    tables = progress(manifest.tables, label="读入数据", total=len(manifest.tables))
    for member in tables:
        _copy_in(owner, sql.Identifier(schema, member.name), member, package.content(member))
    load_waiting(owner, package)
    for name, (last, called) in manifest.sequences.items():
        owner.execute("SELECT setval(%s::regclass, %s, %s)", [f'"{schema}"."{name}"', last, called])


def load_waiting(owner: psycopg.Connection, package: Package) -> None:
    """Ledger rows and people into temporary tables, until it is known under which schema they go in."""
    owner.execute(contents.SAME_TEXT.encode())
    _make_waiting(owner)
    for member in package.manifest.ledger + package.manifest.people:
        _copy_in(owner, sql.Identifier("pg_temp", waiting(member.name)), member, package.content(member))


def load_media(package: Package, incoming: Incoming) -> None:
    for member in progress(package.manifest.media, label="读入文件", total=len(package.manifest.media)):
        incoming.write(member.name, package.content(member))


def rekey(owner: psycopg.Connection, schema: str, *, salt: uuid.UUID | None, aliases: dict[str, str]) -> None:
    """Put other uuids in the place of some, in the schema and in the waiting rows alike.

    `aliases` says which become which: the unit itself. With a `salt` everything that the ledger knows by uuid gets
    a new one too: a copy beside its original.
    """
    owner.execute("CREATE TEMP TABLE rekeyed (old uuid PRIMARY KEY, new uuid NOT NULL) ON COMMIT DROP")
    with owner.cursor() as cursor:
        cursor.executemany("INSERT INTO rekeyed VALUES (%s, %s)", list(aliases.items()))
    for table, column in _keys() if salt else ():
        query = sql.SQL(
            "INSERT INTO rekeyed SELECT {c}, md5({c}::text || %s)::uuid FROM {t} ON CONFLICT DO NOTHING"
        )
        owner.execute(query.format(c=sql.Identifier(column), t=sql.Identifier(waiting(table))), [str(salt)])
    for place, column in _uuid_columns(owner, schema):
        query = sql.SQL("UPDATE {t} x SET {c} = k.new FROM rekeyed k WHERE x.{c} = k.old")
        owner.execute(query.format(t=place, c=sql.Identifier(column)))


def _keys() -> list[tuple[str, str]]:
    """(ledger table, its uuid key) of what a package carries."""
    keys = [(m._meta.db_table, m._meta.pk) for m in packaged_models()]
    found = [(table, column_of(key)) for table, key in keys if isinstance(key, models.UUIDField)]
    return [*found, ("identity_membership", "uuid")]


def _is_uuid(field: models.Field) -> bool:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return named_elsewhere(field) is not None or isinstance(target, models.UUIDField)


def _uuid_columns(owner: psycopg.Connection, schema: str) -> Iterator[tuple[sql.Composable, str]]:
    for table, column in owner.execute(UUID_COLUMNS, [schema]).fetchall():
        yield sql.Identifier(schema, table), column
    for model in packaged_models():
        for field in ledger_columns(model):
            if _is_uuid(field):
                yield sql.Identifier("pg_temp", waiting(model._meta.db_table)), column_of(field)
    yield sql.Identifier("pg_temp", waiting("identity_membership")), "uuid"


def _read(field: models.Field) -> sql.Composable:
    target = named_elsewhere(field)
    column = sql.Identifier(column_of(field))
    if target is None:
        return sql.SQL("w.{}").format(column)
    return sql.SQL("(SELECT o.{} FROM public.{} o WHERE o.uuid = w.{})").format(
        sql.Identifier(column_of(target._meta.pk)), sql.Identifier(target._meta.db_table), column
    )


def missing_elsewhere(owner: psycopg.Connection) -> list[str]:
    """What waiting rows point to outside the unit and this installation does not have."""
    found = []
    for model in packaged_models():
        for field in ledger_columns(model):
            target = named_elsewhere(field)
            if target is None:
                continue
            query = sql.SQL(
                "SELECT DISTINCT w.{c}::text FROM {w} w WHERE w.{c} IS NOT NULL"
                " AND NOT EXISTS (SELECT 1 FROM public.{t} o WHERE o.uuid = w.{c})"
            ).format(
                c=sql.Identifier(column_of(field)),
                w=sql.Identifier(waiting(model._meta.db_table)),
                t=sql.Identifier(target._meta.db_table),
            )
            found += [f"{target._meta.verbose_name} {key}" for (key,) in owner.execute(query).fetchall()]
    return sorted(set(found))


def enter_ledger(owner: psycopg.Connection, schema: str) -> None:
    """Put the waiting rows into the ledger as the schema's own. Raises PackageError."""
    missing = missing_elsewhere(owner)
    if missing:
        raise PackageError(*(f"包内的记录提到本平台没有的{one}，请先登记" for one in missing))
    owner.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
    for model in packaged_models():
        fields = ledger_columns(model)
        query = sql.SQL(
            "INSERT INTO public.{} (schema_name, {}) SELECT {}, {} FROM pg_temp.{} w ORDER BY w.ctid"
        ).format(
            sql.Identifier(model._meta.db_table),
            sql.SQL(", ").join(sql.Identifier(column_of(field)) for field in fields),
            sql.Literal(schema),
            sql.SQL(", ").join(map(_read, fields)),
            sql.Identifier(waiting(model._meta.db_table)),
        )
        owner.execute(query)


def leave_ledger(owner: psycopg.Connection, schema: str) -> None:
    """Take a schema's rows out of the ledger: others take their place in the same transaction."""
    owner.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
    owner.execute("SET CONSTRAINTS ALL DEFERRED")
    for model in packaged_models():
        query = sql.SQL("DELETE FROM public.{} WHERE schema_name = {}")
        owner.execute(query.format(sql.Identifier(model._meta.db_table), sql.Literal(schema)))


def waiting_tables() -> Iterable[contents.Table]:
    """The waiting tables, to be read back for comparison."""
    known = {table.name: table.columns for table in (*contents.ledger(), *people.TABLES)}
    for name, columns in known.items():
        query = sql.SQL("SELECT {} FROM pg_temp.{} ORDER BY ctid").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(waiting(name))
        )
        yield contents.Table(name, columns, query)
