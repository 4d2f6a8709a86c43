"""The five database roles, and connections that act with the owner's rights.

owner    owns every table; migrates and provisions. The web does not have its password: whoever needs it asks for it
         (settings.DATABASE.owner_password), and in production the web may be refused the file it is in.
app      what the web and the workers are: owns nothing, cannot bypass row-level security, and a connection
         that has not been told its tenant finds no table at all (its search_path names no schema).
central  reads the public ledger for the district's site; can write nothing.
guide    reads the ledger rows of the units that the unit it asks for guides; can write nothing (tenants.guiding).
worker   hands out the tasks of all tenants: the tables of the queue and nothing else. What a task does, it does as the
         app role in its tenant.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql


@dataclass(frozen=True)
class Role:
    """A login: its name is unique in the cluster, since roles are shared by all databases of it."""

    name: str
    password: str | None = None


@dataclass(frozen=True)
class Roles:
    owner: Role
    app: Role
    central: Role
    worker: Role
    guide: Role


PARTS = tuple(field.name for field in fields(Roles))


def configured() -> Roles:
    """The roles of this installation (settings.DB_ROLES). The owner's password is not told (see `as_owner`)."""
    return Roles(**{part: Role(*pair) for part, pair in settings.DB_ROLES.items()})


def as_owner() -> Role:
    """The owner with its password. For migrating and provisioning only."""
    return Role(configured().owner.name, settings.DATABASE.owner_password())


ATTRIBUTES = {
    "rolsuper": "NOSUPERUSER",
    "rolcreatedb": "NOCREATEDB",
    "rolcreaterole": "NOCREATEROLE",
    "rolbypassrls": "NOBYPASSRLS",
}


def _login(cursor: psycopg.Cursor, role: Role) -> None:
    """Make or renew a login that can do nothing special.

    An attribute is only taken away where it is set: naming it at all is a superuser's privilege.
    """
    query = sql.SQL("SELECT {} FROM pg_roles WHERE rolname = %s").format(
        sql.SQL(", ").join(map(sql.Identifier, ATTRIBUTES))
    )
    found = cursor.execute(query, [role.name]).fetchone()
    excess = [word for word, is_set in zip(ATTRIBUTES.values(), found or (), strict=False) if is_set]
    cursor.execute(
        sql.SQL("{} ROLE {} LOGIN {} PASSWORD {}").format(
            sql.SQL("ALTER" if found else "CREATE"),
            sql.Identifier(role.name),
            sql.SQL(" ".join(excess)),
            sql.Literal(role.password),
        )
    )


HANDED_OVER = (
    "GRANT {owner} TO CURRENT_USER",
    "ALTER DATABASE {database} OWNER TO {owner}",
    "ALTER SCHEMA public OWNER TO {owner}",
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "GRANT CONNECT ON DATABASE {database} TO {app}, {central}, {worker}, {guide}",
    "GRANT USAGE ON SCHEMA public TO {app}, {central}, {worker}, {guide}",
    "ALTER ROLE {app} SET search_path = 'no_tenant'",
    "ALTER ROLE {central} SET search_path = 'public'",
    "ALTER ROLE {central} SET default_transaction_read_only = on",
    "ALTER ROLE {worker} SET search_path = 'public'",
    "ALTER ROLE {guide} SET search_path = 'public'",
    "ALTER ROLE {guide} SET default_transaction_read_only = on",
)


def create_roles(admin: psycopg.Connection, roles: Roles) -> None:
    """Create or renew the roles and hand the database to the owner. Idempotent. Every role has its password.

    `admin` is a connection of a role that may create roles, to the database of this installation.
    """
    with admin.transaction(), admin.cursor() as cursor:
        for part in PARTS:
            _login(cursor, getattr(roles, part))
        names = {part: sql.Identifier(getattr(roles, part).name) for part in PARTS}
        names["database"] = sql.Identifier(admin.info.dbname)
        for statement in HANDED_OVER:
            cursor.execute(sql.SQL(statement).format(**names))


def owner_connection(**options: Any) -> psycopg.Connection:
    """A plain connection with the owner's rights, outside Django. The caller closes it."""
    chosen: dict[str, Any] = settings.DATABASES["default"]
    owner = as_owner()
    return psycopg.connect(
        host=chosen["HOST"] or None,
        port=chosen["PORT"] or None,
        dbname=connections["default"].settings_dict["NAME"],
        user=owner.name,
        password=owner.password,
        **settings.DATABASE.options,
        **options,
    )


@contextmanager
def owner_rights() -> Iterator[None]:
    """Let Django's default connection act as the owner inside the block. For migrations on the command line.

    On a connection of its own: those of a pool are the app role's.
    """
    connection = connections["default"]
    kept = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD", "OPTIONS")}
    owner = as_owner()
    connection.close()
    alone = {key: value for key, value in kept["OPTIONS"].items() if key != "pool"}
    connection.settings_dict.update(USER=owner.name, PASSWORD=owner.password, OPTIONS=alone)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)
