"""Whether every schema still is what the template is: one question to the catalog for all of them, then a closer look.

A few queries give each schema a number for its columns, constraints, indexes and triggers; only a schema whose numbers
are not the template's is compared piece by piece (tenants.fingerprint).
"""

# ruff: noqa: S608 -- what is put into the queries are constants of this file and schema names of ours
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenants import fingerprint
from tenants.models import Template, Tenant
from tenants.roles import Roles
from tenants.upgrade.runs import GONE

SHOWN = 8
"""Differences of one tenant that are written out."""
CHUNK = 100
"""Schemas in one UNION ALL."""

# As tenants.fingerprint, but casts and brackets count only where PostgreSQL prints them from an expression.
PLAIN = "regexp_replace({text}, '::(character varying|text)(\\[\\])?|[()]', '', 'g')"
COLUMNS = """
    SELECT n.nspname AS place, concat_ws(' ', c.relname, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.attidentity,
           CASE WHEN d.oid IS NOT NULL THEN replace(pg_get_expr(d.adbin, d.adrelid), n.nspname, '@') END) AS text
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
      LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
     WHERE n.nspname = ANY(%s) AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
"""
CONSTRAINTS = """
    SELECT n.nspname AS place, concat_ws(' ', c.relname, k.conname,
           CASE k.contype WHEN 'c' THEN {plain} ELSE replace(pg_get_constraintdef(k.oid), n.nspname, '@') END) AS text
      FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace JOIN pg_class c ON c.oid = k.conrelid
     WHERE n.nspname = ANY(%s) AND k.contype <> 'n'
""".format(plain=PLAIN.format(text="pg_get_constraintdef(k.oid)"))
INDEXES = """
    SELECT n.nspname AS place, CASE WHEN i.indpred IS NULL AND i.indexprs IS NULL
           THEN replace(pg_get_indexdef(i.indexrelid), n.nspname, '@') ELSE {plain} END AS text
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ANY(%s)
""".format(plain=PLAIN.format(text="replace(pg_get_indexdef(i.indexrelid), n.nspname, '@')"))
TRIGGERS = """
    SELECT n.nspname AS place,
           replace(pg_get_triggerdef(t.oid), n.nspname, '@') || t.tgenabled::text AS text
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ANY(%s) AND NOT t.tgisinternal
"""
SUMMED = "SELECT place, count(*), sum(hashtextextended(text, 0)::numeric) FROM ({query}) q GROUP BY place"

ROWS = """
    SELECT '{name}', sum(hashtextextended(concat_ws(' ', id, app_label, model), 0)::numeric),
           (SELECT sum(hashtextextended(concat_ws(' ', app, name), 0)::numeric) FROM "{name}".django_migrations)
      FROM "{name}".django_content_type
"""
HAVE_ROWS = """
    SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relname IN ('django_content_type', 'django_migrations') AND n.nspname = ANY(%s)
     GROUP BY n.nspname HAVING count(*) = 2
"""
GRANTS = """
    SELECT n.nspname, c.relname, c.relkind::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ANY(%(names)s) AND CASE WHEN c.relkind = 'S'
           THEN NOT (has_sequence_privilege(%(app)s, c.oid, 'USAGE') AND has_sequence_privilege(%(app)s, c.oid, 'SELECT'))
           WHEN c.relkind NOT IN ('r', 'p') THEN false
           WHEN c.relname = 'django_migrations' THEN NOT has_table_privilege(%(app)s, c.oid, 'SELECT')
           ELSE NOT (has_table_privilege(%(app)s, c.oid, 'SELECT') AND has_table_privilege(%(app)s, c.oid, 'INSERT')
                AND has_table_privilege(%(app)s, c.oid, 'UPDATE') AND has_table_privilege(%(app)s, c.oid, 'DELETE')) END
     ORDER BY 1, 2
"""
SEEN = """
    SELECT n.nspname, r.rolname FROM pg_namespace n, pg_roles r
     WHERE n.nspname = ANY(%(names)s) AND has_schema_privilege(r.oid, n.oid, 'USAGE') AND r.rolname = ANY(%(readers)s)
"""
MIGRATIONS = "SELECT app || '.' || name FROM \"{name}\".django_migrations"
CONTENT_TYPES = "SELECT app_label || '.' || model, id FROM \"{name}\".django_content_type"


def problems(cursor: Any, template: Template, roles: Roles) -> list[str]:
    """What is wrong with a tenant's schema, one line each, with the tenant, the object and what to do. As the owner."""
    tenants = {t.schema_name: t for t in Tenant.objects.exclude(state__in=GONE).order_by("pk")}
    late = [t for t in tenants.values() if t.release != template.release]
    found = [f"{t.slug}: 表结构还是版本 {t.release}：请运行 cms upgrade" for t in late]
    current = [name for name, t in tenants.items() if t.release == template.release]
    for name in _differing(cursor, template.schema_name, current):
        found += _described(cursor, template.schema_name, tenants[name])
    return found + _grants(cursor, roles, {name: tenants[name].slug for name in current})


def _differing(cursor: Any, template: str, names: list[str]) -> list[str]:
    cursor.execute("SET LOCAL search_path = ''")
    numbers: dict[str, list[tuple[Any, ...]]] = {}
    for query in (COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS):
        cursor.execute(SUMMED.format(query=query), [[template, *names]])
        for name, *number in cursor.fetchall():
            numbers.setdefault(name, []).append(tuple(number))
    for name, *number in _of_rows(cursor, [template, *names]):
        numbers.setdefault(name, []).append(tuple(number))
    return [name for name in names if numbers.get(name) != numbers[template]]


def _of_rows(cursor: Any, names: list[str]) -> Iterator[tuple[Any, ...]]:
    """Content types and migrations of every schema that has the tables."""
    cursor.execute(HAVE_ROWS, [names])
    have = sorted(name for (name,) in cursor.fetchall())
    for start in range(0, len(have), CHUNK):
        cursor.execute(" UNION ALL ".join(ROWS.format(name=name) for name in have[start : start + CHUNK]))
        yield from cursor.fetchall()


def _pieces(cursor: Any, schema: str) -> dict[tuple[str, str], str]:
    """(kind, name) → definition. Empty for a schema that is not there or has lost its tables."""
    cursor.execute(HAVE_ROWS, [[schema]])
    if cursor.fetchone() is None:
        return {}
    found = {
        (kind, name): text
        for kind, name, text in fingerprint.of_schema(cursor, schema)
        if kind != "migration"
    }
    cursor.execute(f"SELECT app || '.' || name FROM \"{schema}\".django_migrations")
    found |= {("migration", name): "" for (name,) in cursor.fetchall()}
    cursor.execute(CONTENT_TYPES.format(name=schema))
    return found | {("content type", label): str(number) for label, number in cursor.fetchall()}


WORDS = {
    "column": "列",
    "constraint": "约束",
    "index": "索引",
    "trigger": "触发器",
    "migration": "迁移记录",
    "content type": "内容类型",
}


def _described(cursor: Any, template: str, tenant: Tenant) -> list[str]:
    wanted, there = _pieces(cursor, template), _pieces(cursor, tenant.schema_name)
    if not there:
        return [f"{tenant.slug}: 模式 {tenant.schema_name} 不在或不完整：请从备份恢复这个站点"]
    lines = []
    for key in sorted({*wanted, *there}):
        what = f"{tenant.slug}: {WORDS[key[0]]} {key[1]}"
        if key not in there:
            lines.append(f"{what} 缺少，应为 {wanted[key] or '有'}：请照此补上，或从备份恢复这个站点")
        elif key not in wanted:
            lines.append(f"{what} 是多出来的：确认没有用处后删除")
        elif wanted[key] != there[key]:
            lines.append(f"{what} 是 {there[key]}，应为 {wanted[key]}：请照此改正")
    more = len(lines) - SHOWN
    return [*lines[:SHOWN], f"{tenant.slug}: 另有 {more} 处与模板不一致"] if more > 0 else lines


def _grants(cursor: Any, roles: Roles, slugs: dict[str, str]) -> list[str]:
    values = {"names": list(slugs), "app": roles.app.name, "readers": [roles.central.name, roles.guide.name]}
    cursor.execute(GRANTS, values)
    lines = []
    for schema, name, kind in cursor.fetchall():
        rights = "USAGE, SELECT ON SEQUENCE" if kind == "S" else "SELECT, INSERT, UPDATE, DELETE ON"
        remedy = f'GRANT {rights} "{schema}"."{name}" TO "{roles.app.name}"'
        lines.append(f"{slugs[schema]}: 应用没有使用 {name} 的权限：请以管理员执行 {remedy}")
    cursor.execute(SEEN, values)
    lines += [
        f'{slugs[schema]}: 角色 {role} 能看到这个站点：请执行 REVOKE ALL ON SCHEMA "{schema}" FROM "{role}"'
        for schema, role in cursor.fetchall()
    ]
    return lines
