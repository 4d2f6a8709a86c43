"""Making an empty PostgreSQL ready: version, roles, ledger, template. Idempotent, run by `cms upgrade`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
from django.conf import settings

from tenants import template
from tenants.embedded.urls import check_version
from tenants.roles import as_owner, configured, create_roles, owner_connection
from tenants.upgrade.prepare import prepare

LOCK = 0x676F6E67  # "gong": the advisory lock of whoever installs


class InstallationError(RuntimeError):
    """The database cannot be made ready. The message says what to change."""

    for_people = True


def admin_connection(**options: Any) -> psycopg.Connection:
    """A connection of the role that may create roles: the embedded superuser, or DATABASE_URL's user."""
    chosen: Any = settings.DATABASE
    return psycopg.connect(
        host=chosen.host or None,
        port=chosen.port or None,
        dbname=chosen.name,
        **chosen.admin,
        **chosen.options,
        **options,
    )


def _create_roles(admin: psycopg.Connection) -> None:
    try:
        create_roles(admin, replace(configured(), owner=as_owner()))
    except psycopg.errors.InsufficientPrivilege as error:
        raise InstallationError(
            f"DATABASE_URL 的用户 {admin.info.user} 权限不够（{error.diag.message_primary}）："
            "须是超级用户，或拥有该数据库并有 CREATEROLE 和 CREATEDB 权限"
        ) from error


def install(say: Callable[[str], None] = lambda text: None) -> None:
    """Bring the database to what this code needs. `say` gets a line at each step.

    Two that install at the same time do so one after the other.
    """
    with admin_connection(autocommit=True) as admin:
        check_version(admin)
        admin.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        _create_roles(admin)
        say("更新公共台账")
        template.migrate_public()
        say("准备站点模板")
        prepare(say)


def is_installed() -> bool:
    """Whether the database has our tables at all, of whatever version."""
    try:
        with owner_connection() as owner:
            row = owner.execute("SELECT to_regclass('public.tenants_template') IS NOT NULL").fetchone()
            return bool(row and row[0])
    except psycopg.OperationalError:
        return False  # the owner role is not there yet; if the server is not either, install() says so


def ensure_installed(say: Callable[[str], None] = lambda text: None) -> None:
    """Install into an empty database; leave one that has our tables alone."""
    if not is_installed():
        install(say)
