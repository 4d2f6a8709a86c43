"""The verbs of a site's life: other host, archive, restore, deletion step by step.

They run with the owner's rights (tenants.roles.owner_rights), each in the caller's transaction where it says so; what
the register has to say to them is the caller's. The schema name and the media key never change.
"""

from __future__ import annotations

from collections.abc import Callable

import psycopg
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg import sql

from tenants.context import connection
from tenants.models import Domain, Tenant
from tenants.package import media
from tenants.states import TenantState, check_move

DELETION_LOCK = 0x676F6E65  # one schema at a time: dropping one takes a thousand locks
LOCK_TIMEOUT = "5s"


class LifeError(RuntimeError):
    """The step cannot be taken now. The message says what to do; nothing was changed."""

    for_people = True


def move(*, tenant: int, to: TenantState, note: str | None = None) -> Tenant:
    """Put a tenant into another state, in the open transaction. Raises WrongState."""
    row = Tenant.objects.select_for_update().get(pk=tenant)
    check_move(row.state, to, title=row.title)
    said = {} if note is None else {"note": note}
    # Not save(): django-tenants lets a row be saved by nobody but its own tenant.
    Tenant.objects.filter(pk=tenant).update(state=to, state_since=timezone.now(), **said)
    forget(tenant=tenant)
    row.refresh_from_db()
    return row


def forget(*, tenant: int) -> None:
    """Let every process forget what it has cached of a tenant."""
    Tenant.objects.filter(pk=tenant).update(cache_version=F("cache_version") + 1)


def end_sessions(*, tenant: Tenant) -> None:
    """Log everybody out of a tenant's site."""
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{tenant.schema_name}".django_session')  # noqa: S608 -- our own schema name


def rehost(*, tenant: Tenant, host: str, port: int) -> None:
    """Let a tenant answer on another host; the former one redirects there. Raises LifeError for a host in use."""
    known = Domain.objects.filter(domain=host).first()
    if known and known.tenant_id != tenant.pk:
        raise LifeError(_("域名 %(host)s 已属于“%(title)s”") % {"host": host, "title": known.tenant.title})
    Domain.objects.filter(tenant=tenant).update(is_primary=False)
    Domain.objects.update_or_create(domain=host, defaults={"tenant": tenant, "is_primary": True})
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{tenant.schema_name}".wagtailcore_site SET hostname = %s, port = %s',  # noqa: S608 -- as above
            [host, port],
        )
    forget(tenant=tenant.pk)


Say = Callable[[str], object]


def erase(*, owner: psycopg.Connection, tenant: Tenant, say: Say = lambda text: None) -> None:
    """Drop the schema and the files of a tenant that is being deleted; its rows stay as a tombstone.

    `owner` commits by itself. Can be repeated after it was broken off anywhere. Raises LifeError when another
    deletion, or somebody who reads the schema, is in the way.
    """
    if tenant.state != TenantState.DELETING:
        raise LifeError(_("“%(title)s”不在删除中") % {"title": tenant.title})
    if owner.execute("SELECT pg_try_advisory_lock(%s)", [DELETION_LOCK]).fetchone() != (True,):
        raise LifeError(_("另一个站点正在删除，请等它完成"))
    try:
        # First: once the schema is gone, row-level security shows nobody its rows.
        _end_memberships(owner, tenant.schema_name)
        say(_("删除工作区"))
        drop_schema(owner, tenant.schema_name)
        say(_("删除文件"))
        media.purge(tenant.media_key)
        owner.execute(
            "UPDATE public.tenants_tenant SET state = %s, state_since = now() WHERE id = %s AND state = %s",
            [TenantState.DELETED, tenant.pk, TenantState.DELETING],
        )
    finally:
        owner.execute("SELECT pg_advisory_unlock(%s)", [DELETION_LOCK])


def drop_schema(owner: psycopg.Connection, schema: str) -> None:
    """Drop one schema with all that is in it, or raise LifeError when it is in use. None that is gone."""
    try:
        with owner.transaction():
            owner.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'".encode())
            owner.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))
    except psycopg.errors.LockNotAvailable as error:
        raise LifeError(_("工作区正在被使用，没有删除，请稍后再运行一次同样的命令")) from error


def _end_memberships(owner: psycopg.Connection, schema: str) -> None:
    with owner.transaction():
        owner.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
        owner.execute(
            "UPDATE public.identity_membership SET valid_until = current_date - 1 WHERE schema_name = %s"
            " AND (valid_until IS NULL OR valid_until >= current_date)",
            [schema],
        )
