"""Making an empty PostgreSQL ready: version, roles, ledger, template. Idempotent, run by `cms upgrade`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings

from tenants import template
from tenants.embedded.urls import check_version
from tenants.roles import configured, create_roles


def admin_connection(**options: Any) -> psycopg.Connection:
    """A connection of the role that may create roles: the embedded superuser, or DATABASE_URL's user."""
    chosen = settings.DATABASE
    return psycopg.connect(
        host=chosen.host,
        port=chosen.port or None,
        dbname=chosen.name,
        user=chosen.admin["user"],
        password=chosen.admin["password"],
        **chosen.options,
        **options,
    )


def install(say: Callable[[str], None] = lambda text: None) -> None:
    """Bring the database to what this code needs. `say` gets a line at each step."""
    with admin_connection() as admin:
        check_version(admin)
        create_roles(admin, configured())
    say("更新公共台账")
    template.migrate_public()
    say("准备站点模板")
    template.build()
