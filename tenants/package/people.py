"""People in a package: who served in the unit, by uuid, log-in name and name. Never a password.

Where a package is taken in, somebody the installation knows is the same person only by uuid; a stranger comes in
without a password, so that the office decides how they get one; a log-in name that is another person's is left out.
Operators of the platform stay behind: they are the installation's, not the unit's.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import models
from psycopg import sql

from tenants.identity.models import Identity, Membership
from tenants.identity.roles import MemberRole
from tenants.package.contents import Table, column_of

OF_UNIT = sql.SQL('m.schema_name = current_schema() COLLATE "default" AND m.role <> {}').format(
    MemberRole.PLATFORM_OPS.value
)
IDENTITIES = sql.SQL(
    "SELECT i.uuid, i.login, i.name FROM public.identity_identity i WHERE EXISTS"
    " (SELECT 1 FROM public.identity_membership m WHERE m.identity_id = i.uuid AND {}) ORDER BY i.uuid"
).format(OF_UNIT)
MEMBERSHIPS = sql.SQL(
    "SELECT m.uuid, m.identity_id, m.role, m.valid_from, m.valid_until FROM public.identity_membership m"
    " WHERE {} ORDER BY m.uuid"
).format(OF_UNIT)
TABLES = (
    Table("identity_identity", ("uuid", "login", "name"), IDENTITIES),
    Table("identity_membership", ("uuid", "identity_id", "role", "valid_from", "valid_until"), MEMBERSHIPS),
)


def _default(field: models.Field) -> Any:
    """What a new row has in a column that the package says nothing of."""
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        return sql.SQL("now()")
    value = None if field.null and not field.has_default() else field.get_default()
    return sql.Literal(field.get_prep_value(value))


def _values(model: type[models.Model], given: dict[str, sql.Composable]) -> tuple[sql.Composed, sql.Composed]:
    """Columns and expressions of an INSERT: those given, and defaults for the rest."""
    columns, expressions = [], []
    for field in model._meta.concrete_fields:
        if field.db_default is not models.NOT_PROVIDED and column_of(field) not in given:
            continue
        columns.append(sql.Identifier(column_of(field)))
        expressions.append(given.get(column_of(field)) or _default(field))
    return sql.SQL(", ").join(columns), sql.SQL(", ").join(expressions)


def admit(connection: psycopg.Connection, *, schema: str, central: str) -> list[str]:
    """Take in the people of the temporary tables `in_identity_identity` and `in_identity_membership`.

    Leaves the search_path at `schema`. Returns a line for each person who could not come along.
    """
    connection.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(central)))
    taken = connection.execute(
        "SELECT p.login, p.name FROM in_identity_identity p JOIN public.identity_identity i"
        " ON i.login = p.login AND i.uuid <> p.uuid"
    ).fetchall()
    given = {name: sql.SQL("p.{}").format(sql.Identifier(name)) for name in ("uuid", "login", "name")}
    columns, expressions = _values(Identity, {**given, "password": sql.Literal("!")})
    connection.execute(
        sql.SQL(
            "INSERT INTO public.identity_identity ({}) SELECT {} FROM in_identity_identity p WHERE NOT EXISTS"
            " (SELECT 1 FROM public.identity_identity i WHERE i.uuid = p.uuid OR i.login = p.login)"
        ).format(columns, expressions)
    )
    _join(connection, schema=schema, central=central)
    return [f"{name}（{login}）：登录名在本平台属于另一个人，没有带入任职" for login, name in taken]


def _join(connection: psycopg.Connection, *, schema: str, central: str) -> None:
    """Memberships of the people that are here now. Read with the centre's eyes, written with the unit's."""
    connection.execute(
        "DELETE FROM in_identity_membership m WHERE NOT EXISTS"
        " (SELECT 1 FROM public.identity_identity i WHERE i.uuid = m.identity_id)"
    )
    connection.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
    names = ("uuid", "identity_id", "role", "valid_from", "valid_until")
    given = {name: sql.SQL("m.{}").format(sql.Identifier(name)) for name in names}
    columns, expressions = _values(Membership, {**given, "schema_name": sql.Literal(schema)})
    connection.execute(
        sql.SQL("INSERT INTO public.identity_membership ({}) SELECT {} FROM in_identity_membership m").format(
            columns, expressions
        )
    )
