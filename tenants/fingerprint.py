"""What a schema is made of, in a form that two schemas can be compared by."""

from __future__ import annotations

import hashlib
import importlib.util
import re
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from tenants.content_types import MANIFEST
from tenants.freshness import watching
from tenants.routers import labels

COLUMNS = """
    SELECT 'column', c.relname || '.' || a.attname,
           format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text || ' ' || a.attidentity::text
           || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE c.relnamespace = %s::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
"""
CONSTRAINTS = """
    SELECT 'constraint', c.relname || '.' || k.conname, pg_get_constraintdef(k.oid)
      FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
     WHERE k.connamespace = %s::regnamespace
"""
INDEXES = """
    SELECT 'index', tablename || '.' || indexname, indexdef FROM pg_indexes WHERE schemaname = %s
"""
TRIGGERS = """
    SELECT 'trigger', c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE c.relnamespace = %s::regnamespace AND NOT t.tgisinternal
"""
CASTS = re.compile(r"::(?:character varying|text)(?:\[\])?|[()]")


def _normal(definition: str) -> str:
    """A definition without casts and brackets.

    How PostgreSQL prints a predicate depends on whether it was parsed from Django's text or from a dump's.
    """
    return CASTS.sub("", definition)


def of_schema(cursor: Any, schema: str) -> set[tuple[str, str, str]]:
    """(kind, name, definition) of every column, constraint, index, trigger and applied migration of a schema.

    The schema's own name is replaced by `@`, so that sets of different schemas are equal when they match.
    """
    found = set()
    for query in (COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS):
        cursor.execute(query, [schema])
        found |= {(kind, name, _normal(text.replace(schema, "@"))) for kind, name, text in cursor.fetchall()}
    cursor.execute(f"SELECT 'migration', app, name FROM \"{schema}\".django_migrations")  # noqa: S608 -- our own schema names
    return found | set(cursor.fetchall())


def migration_files() -> dict[str, Path]:
    """`app.name` → file of every migration of every app, wherever MIGRATION_MODULES puts it."""
    found = {}
    for config in apps.get_app_configs():
        module, _explicit = MigrationLoader.migrations_module(config.label)
        spec = importlib.util.find_spec(module) if module else None
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            for file in sorted(Path(folder).glob("[0-9]*.py")):
                found[f"{config.label}.{file.stem}"] = file
    return found


def of_migrations() -> dict[str, str]:
    """`app.name` → digest of every migration that a tenant's schema is made from."""
    ours = labels("TENANT_APPS")
    return {
        name: hashlib.sha256(file.read_bytes()).hexdigest()[:16]
        for name, file in migration_files().items()
        if name.split(".")[0] in ours
    }


def _permissions() -> list[str]:
    """Every permission that Django makes in a tenant, for models of the ledger too."""
    found = []
    for model in apps.get_models():
        options = model._meta
        builtin = [f"{action}_{options.model_name}" for action in options.default_permissions]
        found += [
            f"{options.app_label}.{name}"
            for name in (*builtin, *(name for name, _text in options.permissions))
        ]
    return sorted(found)


def of_code() -> str:
    """A digest of everything a tenant's schema is made from: migrations, content types, rights, triggers, the seed."""
    digest = hashlib.sha256(MANIFEST.read_bytes())
    for name, content in sorted(of_migrations().items()):
        digest.update(f"{name} {content}".encode())
    digest.update("\n".join(_permissions()).encode())
    digest.update(watching.as_text().encode())
    for file in settings.TENANT_SEED_SOURCES:
        digest.update(Path(file).read_bytes())
    return digest.hexdigest()
