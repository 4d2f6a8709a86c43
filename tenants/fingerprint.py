"""What a schema is made of, in a form that two schemas can be compared by."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

from tenants.content_types import MANIFEST
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
CASTS = re.compile(r"::(?:character varying|text)(?:\[\])?|[()]")


def _normal(definition: str) -> str:
    """A definition without casts and brackets.

    How PostgreSQL prints a predicate depends on whether it was parsed from Django's text or from a dump's.
    """
    return CASTS.sub("", definition)


def of_schema(cursor: Any, schema: str) -> set[tuple[str, str, str]]:
    """(kind, name, definition) of every column, constraint, index and applied migration of a schema.

    The schema's own name is replaced by `@`, so that sets of different schemas are equal when they match.
    """
    found = set()
    for query in (COLUMNS, CONSTRAINTS, INDEXES):
        cursor.execute(query, [schema])
        found |= {(kind, name, _normal(text.replace(schema, "@"))) for kind, name, text in cursor.fetchall()}
    cursor.execute(f"SELECT 'migration', app, name FROM \"{schema}\".django_migrations")  # noqa: S608 -- our own schema names
    return found | set(cursor.fetchall())


def of_code() -> str:
    """A digest of everything a tenant's schema is made from: migrations, content types, the seed."""
    digest = hashlib.sha256(MANIFEST.read_bytes())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        if config.label not in labels("TENANT_APPS"):
            continue
        for file in sorted(Path(config.path, "migrations").glob("[0-9]*.py")):
            digest.update(f"{config.label}/{file.name}".encode() + file.read_bytes())
    for file in settings.TENANT_SEED_SOURCES:
        digest.update(Path(file).read_bytes())
    return digest.hexdigest()
