"""Letting a site be what it was: its schema, its rows of the ledger and its files change places with those of then.

People are not put back: who lost a place since then does not get it again, and nobody who got one loses it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tenants import life
from tenants.ledger import Access, access_of, ledger_models
from tenants.models import schema_name_of
from tenants.package import fitting, loading, media
from tenants.package.actions import Workplace, alone
from tenants.package.form import PackageError
from tenants.package.reading import Package, opened

SITE = "SELECT id, uuid::text, schema_name, media_key FROM public.tenants_tenant WHERE slug = %s FOR UPDATE"
HOST = "SELECT domain FROM public.tenants_domain WHERE tenant_id = %s AND is_primary"
SWITCH = """
    UPDATE public.tenants_tenant SET schema_name = %s, media_key = %s, state = 'active', state_since = now(),
           cache_version = cache_version + 1 WHERE id = %s
"""
FORMER = """
    INSERT INTO public.tenants_formerschema (tenant_id, schema_name, media_key, package, restored_to)
    VALUES (%s, %s, %s, %s, %s)
"""
LAST_FORMER = """
    SELECT f.id, f.tenant_id, f.schema_name, f.media_key, f.package, t.schema_name, t.media_key
      FROM public.tenants_formerschema f JOIN public.tenants_tenant t ON t.id = f.tenant_id WHERE t.slug = %s
     ORDER BY f.replaced_at DESC, f.id DESC LIMIT 1
"""


@dataclass(frozen=True)
class Then:
    """What a site is put back to: the package of then, and the package of now in case it is regretted."""

    slug: str
    moment: dt.datetime
    package: Path
    before: Path
    port: int


def _see_as(owner: psycopg.Connection, schema: str) -> None:
    owner.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))


def put_back(then: Then, work: Workplace) -> None:
    """Switch a site to what its package says, in one transaction. Raises PackageError, psycopg.Error, OSError.

    The former schema and files stay until `confirm`.
    """
    key, owner = uuid.uuid4(), work.owner
    schema = schema_name_of(key)
    with opened(then.package) as package:
        reasons = fitting.same_release(package.manifest, owner, work.blueprint)
        if reasons:
            raise PackageError(*reasons)
        with alone(owner), media.Incoming(schema) as incoming, owner.transaction():
            tenant, own, former, former_media = owner.execute(SITE, [then.slug]).fetchone() or (0, "", "", "")
            if package.manifest.unit["uuid"] != own:
                raise PackageError(f"包不是站点 {then.slug} 的")
            loading.new_schema(owner, schema, work.blueprint, work.roles)
            loading.load(owner, package, schema)
            loading.leave_ledger(owner, former)
            loading.enter_ledger(owner, schema)
            _move_private(owner, former, schema)
            (host,) = owner.execute(HOST, [tenant]).fetchone() or ("",)
            site = sql.SQL("UPDATE {} SET hostname = %s, port = %s")
            owner.execute(site.format(sql.Identifier(schema, "wagtailcore_site")), [host, then.port])
            owner.execute(SWITCH, [schema, schema, tenant])
            owner.execute(FORMER, [tenant, former, former_media, str(then.before), then.moment])
            loading.load_media(package, incoming)
            package.finish()
            incoming.settle()


STAYS = (Access.PRIVATE, Access.OVERSEEN, Access.RECORDED, Access.SHARED, Access.SHARED_FROZEN)
GOES = (Access.PASSING, Access.QUEUE, Access.DERIVED)


def _move_private(owner: psycopg.Connection, former: str, schema: str) -> None:
    """Rows of the unit that no package carries. Its people's places, and what was recorded, stay as they are today.

    What was under way ends: sessions, and tasks about pages that may no longer be there. What is worked out from the
    ledger goes, and is worked out anew.

    Row-level security lets nobody turn a unit's row into another's: it is taken out here and put in there.
    """
    for model in ledger_models():
        if access_of(model) not in (*STAYS, *GOES) or not hasattr(model, "schema_name"):
            continue
        name = sql.Identifier(model._meta.db_table)
        waiting = sql.Identifier("pg_temp", f"moved_{model._meta.db_table}")
        _see_as(owner, former)
        words = {
            "name": name,
            "waiting": waiting,
            "former": sql.Literal(former),
            "schema": sql.Literal(schema),
        }
        for step in (
            "CREATE TEMP TABLE {waiting} ON COMMIT DROP AS SELECT * FROM public.{name} WHERE schema_name = {former}",
            "SET CONSTRAINTS ALL DEFERRED",
            "DELETE FROM public.{name} WHERE schema_name = {former}",
            "UPDATE {waiting} SET schema_name = {schema}",
        ):
            owner.execute(sql.SQL(step).format(**words))
        if access_of(model) in STAYS:
            _see_as(owner, schema)
            owner.execute(sql.SQL("INSERT INTO public.{name} SELECT * FROM {waiting}").format(**words))


def confirm(slug: str, *, owner: psycopg.Connection) -> str:
    """Drop what the site was before it was put back. Returns the schema's name. Raises PackageError, LifeError."""
    row = owner.execute(LAST_FORMER, [slug]).fetchone()
    if row is None:
        raise PackageError(f"站点 {slug} 没有待确认的恢复")
    number, _tenant, schema, media_key, *_rest = row
    life.drop_schema(owner, schema)
    media.purge(media_key)
    owner.execute("DELETE FROM public.tenants_formerschema WHERE id = %s", [number])
    return schema


def regret(slug: str, work: Workplace) -> str:
    """Let a site be again what it was just before it was put back. Returns the schema's name. Raises PackageError.

    The former schema and files take their place again; the rows of the ledger come from the package of then.
    """
    owner = work.owner
    row = owner.execute(LAST_FORMER, [slug]).fetchone()
    if row is None:
        raise PackageError(f"站点 {slug} 没有待确认的恢复")
    number, tenant, former, former_media, before, schema, media_key = row
    with opened(Path(before)) as package, alone(owner):
        reasons = fitting.same_release(package.manifest, owner, work.blueprint)
        if reasons:
            raise PackageError(*reasons)
        with owner.transaction():
            _only_ledger(owner, package)
            loading.leave_ledger(owner, schema)
            loading.enter_ledger(owner, former)
            _move_private(owner, schema, former)
            owner.execute(SWITCH, [former, former_media, tenant])
            owner.execute("DELETE FROM public.tenants_formerschema WHERE id = %s", [number])
    life.drop_schema(owner, schema)
    media.purge(media_key)
    return former


def _only_ledger(owner: psycopg.Connection, package: Package) -> None:
    """Let the ledger rows of a package wait. Its tables are passed over: they are in the schema that was kept."""
    for member in package.manifest.tables:
        for _piece in package.content(member):
            pass
    loading.load_waiting(owner, package)
