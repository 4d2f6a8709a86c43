"""The template: one schema migrated by Django, dumped as SQL that makes every other one.

Replaying it takes a tenth of a second where migrating takes ten, gives exactly the constraints Django named,
and happens in one transaction.
"""

from __future__ import annotations

import hashlib
import secrets
import subprocess
import tempfile
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string
from psycopg.conninfo import make_conninfo

from tenants import content_types, fingerprint, isolation
from tenants.context import rebind
from tenants.embedded import binaries
from tenants.freshness import watching
from tenants.migrating import migrate
from tenants.models import Template, Tenant
from tenants.roles import as_owner, configured, owner_rights
from tenants.tasks.backends import inline
from tenants.upgrade.releases import current

# What pg_dump sets for its own session would stay on our connection: an empty search_path, row_security off.
DROPPED_LINES = ("SET ", "SELECT pg_catalog.set_config", "\\restrict", "\\unrestrict", "--")
PREFIX = "tpl_"


class TemplateError(RuntimeError):
    """The template could not be made. The message is pg_dump's last line."""

    for_people = True


def migrate_public() -> None:
    """Bring the ledger's tables, their row-level security and what watches them up to date. Idempotent."""
    with owner_rights():
        rebind(None)
        migrate()
        with connection.cursor() as cursor:
            isolation.secure_ledger(cursor, configured())
            watching.prepare(cursor)


def new_name() -> str:
    """An unguessable schema name that occurs in no other text: it is replaced in the dump."""
    return f"{PREFIX}{secrets.token_hex(12)}"


def unregistered(name: str) -> Tenant:
    """A tenant that stands in no register, to bind a template's schema by."""
    return Tenant(schema_name=name, media_key=name, slug=name, title=settings.TENANT_SEED_TITLE)


def migrate_schema(name: str) -> None:
    """Create and fill one schema by Django's own migrations and the product's seed. Slow: seconds.

    The caller holds `owner_rights`.
    """
    rebind(unregistered(name))
    try:
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{name}"')
        migrate("contenttypes")
        with connection.cursor() as cursor:
            content_types.pin(cursor)
        migrate()
        with inline():  # what the seed orders belongs to no tenant that a worker could find
            import_string(settings.TENANT_SEED)()
        with connection.cursor() as cursor:
            watching.watch_schema(cursor, name)
    finally:
        rebind(None)


def _dump(schema: str) -> str:
    """The schema as SQL. The password goes to pg_dump in a file: others could read its environment or arguments."""
    chosen, owner = connection.settings_dict, as_owner()
    with tempfile.NamedTemporaryFile("w", suffix=".pgpass") as file:
        word = (owner.password or "").replace("\\", r"\\").replace(":", r"\:")
        file.write(f"*:*:*:*:{word}\n")
        file.flush()
        target = make_conninfo(
            host=chosen["HOST"] or None,
            port=chosen["PORT"] or None,
            user=owner.name,
            dbname=chosen["NAME"],
            passfile=file.name,
            **settings.DATABASE.options,
        )
        form = ("--no-owner", "--no-acl", "--inserts", "--rows-per-insert=500", "--no-comments")
        command = [str(binaries() / "pg_dump"), "-w", "-n", schema, *form, "-d", target]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise TemplateError(f"站点模板没有做成：{(done.stderr.splitlines() or ['pg_dump 失败'])[-1]}")
    kept = (line for line in done.stdout.splitlines() if line and not line.startswith(DROPPED_LINES))
    return "\n".join(kept)


def drop_unfinished() -> None:
    """Schemas of templates that were broken off: no row knows them."""
    known = set(Template.objects.values_list("schema_name", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ %s", [rf"^{PREFIX}[0-9a-f]{{24}}$"])
        for (name,) in cursor.fetchall():
            if name not in known:
                cursor.execute(f'DROP SCHEMA "{name}" CASCADE')


def build() -> Template:
    """Make the template of the code as it is now, unless it is there already. Returns it."""
    with owner_rights():
        rebind(None)
        found = Template.objects.filter(fingerprint=fingerprint.of_code()).first()
        if found:
            return found
        drop_unfinished()
        name = new_name()
        migrate_schema(name)
        return keep(name, steps={}, works_from=current().id)


def keep(name: str, *, steps: dict[str, Any], works_from: str) -> Template:
    """Dump a schema and write it down as the template of this code."""
    text = _dump(name)
    return Template.objects.create(
        fingerprint=current().fingerprint,
        release=current().id,
        works_from=works_from,
        migrations=fingerprint.of_migrations(),
        seed=import_string(settings.TENANT_SEED_DECLARED)(),
        steps=steps,
        schema_name=name,
        sql=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
