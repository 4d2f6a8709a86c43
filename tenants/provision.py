"""A new tenant in one transaction: routing rows, schema, host name, rights. All of it or none."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass
from functools import cached_property

import psycopg
from psycopg import sql

from tenants import isolation
from tenants.models import schema_name_of
from tenants.roles import Roles


class ProvisionError(RuntimeError):
    """The tenant could not be made; nothing was left behind."""

    for_people = True


@dataclass(frozen=True)
class NewTenant:
    """What has to be known to make a site."""

    slug: str
    title: str
    host: str
    port: int = 80
    is_central: bool = False


@dataclass(frozen=True)
class Blueprint:
    """The template as read once for many tenants."""

    token: str
    text: str
    release: str
    works_from: str

    @cached_property
    def tables(self) -> list[str]:
        return re.findall(rf"^CREATE TABLE {self.token}\.(\w+) \($", self.text, re.M)

    @cached_property
    def sequences(self) -> list[str]:
        """Those of identity columns, which is all that Django makes, and any that stand alone."""
        return re.findall(rf"^(?:    SEQUENCE NAME|CREATE SEQUENCE) {self.token}\.(\w+)$", self.text, re.M)


def read_blueprint(owner: psycopg.Connection, code: str) -> Blueprint:
    """The template built for fingerprint `code`. Raises ProvisionError when there is none or it was altered."""
    row = owner.execute(
        "SELECT schema_name, sql, sha256, release, works_from FROM public.tenants_template WHERE fingerprint = %s",
        [code],
    ).fetchone()
    if row is None:
        raise ProvisionError("没有当前版本的站点模板，请先运行 cms upgrade")
    token, text, digest, release, works_from = row
    if hashlib.sha256(text.encode()).hexdigest() != digest:
        raise ProvisionError("站点模板的校验和不符，请重新运行 cms upgrade")
    return Blueprint(token, text, release, works_from)


ROUTING = """
    INSERT INTO public.tenants_tenant
        (uuid, schema_name, slug, title, state, is_central, theme, media_key, release, works_from, ring,
         cell, note, created_at)
    VALUES (%(uuid)s, %(schema)s, %(slug)s, %(title)s, 'active', %(is_central)s, 'base', %(schema)s, %(release)s,
            %(works_from)s, 2, 'local', '', now())
    RETURNING id
"""
DOMAIN = "INSERT INTO public.tenants_domain (domain, tenant_id, is_primary) VALUES (%s, %s, true)"
# The seed left one site and its home page; Wagtail's idea of where the site is follows the registry.
IDENTIFY = """
    SET LOCAL search_path = {schema};
    UPDATE wagtailcore_site SET hostname = {host}, port = {port}, site_name = {title};
    UPDATE wagtailcore_page SET title = {title}, draft_title = {title} WHERE depth = 2;
"""


def provision(new: NewTenant, *, owner: psycopg.Connection, blueprint: Blueprint, roles: Roles) -> uuid.UUID:
    """Make one tenant with the owner's rights and return its uuid.

    Idempotent by slug: an existing tenant is returned as it is. Raises ProvisionError; leaves nothing
    half-made.
    """
    key = uuid.uuid4()
    schema = schema_name_of(key)
    try:
        with owner.transaction():
            found = owner.execute(
                "SELECT uuid FROM public.tenants_tenant WHERE slug = %s", [new.slug]
            ).fetchone()
            if found:
                return found[0]
            origin = {"release": blueprint.release, "works_from": blueprint.works_from}
            values = {"uuid": key, "schema": schema, **origin, **vars(new)}
            tenant = owner.execute(ROUTING, values).fetchone()
            owner.execute(DOMAIN, [new.host, tenant and tenant[0]])
            _make_schema(owner, new, schema, blueprint, roles)
    except psycopg.Error as error:
        reason = str(error).splitlines()[0]
        raise ProvisionError(f"站点 {new.slug} 没有建成，未留下任何内容：{reason}") from error
    return key


def _make_schema(
    owner: psycopg.Connection, new: NewTenant, schema: str, blueprint: Blueprint, roles: Roles
) -> None:
    replay(owner, schema, blueprint, roles)
    owner.execute(
        sql.SQL(IDENTIFY).format(
            schema=sql.Identifier(schema),
            host=sql.Literal(new.host),
            port=sql.Literal(new.port),
            title=sql.Literal(new.title),
        )
    )


def replay(owner: psycopg.Connection, schema: str, blueprint: Blueprint, roles: Roles) -> None:
    """Make the schema that the template describes, with its base data and the app role's rights."""
    owner.execute("SET LOCAL lock_timeout = '3s'")
    owner.execute("SET LOCAL search_path = ''")
    owner.execute(blueprint.text.replace(blueprint.token, schema).encode())
    named = {"tables": blueprint.tables, "sequences": blueprint.sequences}
    owner.execute(isolation.grant_schema(schema, roles, **named).encode())


CATALOGS = ("pg_class", "pg_attribute", "pg_constraint", "pg_depend", "pg_index", "pg_trigger", "pg_attrdef")


def analyze_catalogs(owner: psycopg.Connection) -> None:
    """Refresh the statistics of PostgreSQL's own catalogs after many schemas were made. Needs no lock."""
    for catalog in CATALOGS:
        owner.execute(f"ANALYZE pg_catalog.{catalog}".encode())
