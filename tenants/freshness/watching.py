"""Which tables are watched, and by which triggers. Like grants and policies they are not written into migrations:
`watch` brings a schema to what is declared here, after every migration.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models

from tenants.freshness import functions
from tenants.freshness.unseen import COLUMNS, TABLES
from tenants.ledger import Access, access_of, ledger_models
from tenants.routers import labels

# Rows that besides the district's readers only their own unit can read, so that they concern no other site.
ONE_UNITS = {
    Access.OWN,
    Access.PRIVATE,
    Access.OVERSEEN,
    Access.PASSING,
    Access.GUIDED,
    Access.RECORDED,
    Access.FROZEN,
    Access.DERIVED,
    Access.ADDRESSED,
    Access.ADDRESSED_FROZEN,
    Access.ISSUED,
    Access.SWITCHED,
    Access.QUEUE,
}
PUBLIC = "public"
PREFIX = "freshness_"
EXISTING = """
    SELECT c.relname, coalesce(array_agg(t.tgname) FILTER (WHERE t.tgname IS NOT NULL), '{}')
      FROM pg_class c LEFT JOIN pg_trigger t
        ON t.tgrelid = c.oid AND starts_with(t.tgname, %s) AND t.tgenabled <> 'D'
     WHERE c.relnamespace = %s::regnamespace AND c.relname = ANY(%s) AND c.relkind = 'r'
     GROUP BY c.relname
"""


class Trigger(NamedTuple):
    """Named after what it does, so that its name tells whether it is the one that is declared."""

    table: str
    text: str

    @property
    def name(self) -> str:
        return PREFIX + hashlib.sha256(self.text.encode()).hexdigest()[:8]

    def sql(self, schema: str) -> str:
        events, call = self.text.split("|")
        return f'CREATE TRIGGER {self.name} AFTER {events} ON "{schema}"."{self.table}" FOR EACH {call};\n'


def workshop_models() -> list[type[models.Model]]:
    """Every model whose table lies in a tenant's schema, tables of many-to-many relations too."""
    ours = labels("TENANT_APPS")
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in ours]
    return sorted(found, key=lambda model: model._meta.db_table)


def why_unseen(model: type[models.Model]) -> str:
    """Why no visitor can see what changes in a table; empty for one that is watched."""
    owner: Any = model._meta.auto_created or model
    return TABLES.get(model._meta.db_table, "") or getattr(owner, "unseen", "")


def _whose(model: type[models.Model], ledger: bool) -> str:
    if not ledger:
        return "workshop"
    owned = any(field.column == "schema_name" for field in model._meta.concrete_fields)
    return "owned" if owned and access_of(model) in ONE_UNITS else "directory"


def _triggers_of(model: type[models.Model], ledger: bool) -> Iterator[Trigger]:
    table, whose = model._meta.db_table, _whose(model, ledger)
    unseen = (*COLUMNS.get(table, ()), *getattr(model, "unseen_columns", ()))
    words = ", ".join(f"'{word}'" for word in (whose, *unseen))
    call = f"EXECUTE FUNCTION public.freshness_touch({words})"
    if whose == "owned" or unseen:
        yield Trigger(table, f"INSERT OR DELETE OR UPDATE|ROW {call}")
        yield Trigger(table, f"TRUNCATE|STATEMENT {call}")
    else:
        yield Trigger(table, f"INSERT OR DELETE OR UPDATE OR TRUNCATE|STATEMENT {call}")


def declared(*, ledger: bool) -> dict[str, list[Trigger]]:
    """Table → the triggers it must have, for the ledger or for a tenant's schema. None for a table that is unseen."""
    found = ledger_models() if ledger else workshop_models()
    return {m._meta.db_table: [] if why_unseen(m) else list(_triggers_of(m, ledger)) for m in found}


def as_text() -> str:
    """What the workshop's tables are watched by: part of what a schema is made from."""
    return "\n".join(f"{one.table} {one.text}" for each in declared(ledger=False).values() for one in each)


def prepare(cursor: Any) -> None:
    """The functions and the ledger's triggers. Idempotent; as the owner, after the ledger's migrations."""
    for function in functions.ALL:
        cursor.execute(function)
    watch(cursor, PUBLIC, declared(ledger=True))


def watch_schema(cursor: Any, schema: str) -> None:
    """Bring the triggers of a tenant's schema to what is declared. As the owner; tables are looked up by name."""
    watch(cursor, schema, declared(ledger=False))


def watch(cursor: Any, schema: str, wanted: dict[str, list[Trigger]]) -> None:
    text = "".join(_changes(cursor, schema, wanted))
    if text:
        cursor.execute(text)


def _changes(cursor: Any, schema: str, wanted: dict[str, list[Trigger]]) -> Iterable[str]:
    cursor.execute(EXISTING, [PREFIX, schema, list(wanted)])
    for table, names in sorted(cursor.fetchall()):
        triggers = {one.name: one for one in wanted[table]}
        for name in sorted(set(names) - set(triggers)):
            yield f'DROP TRIGGER {name} ON "{schema}"."{table}";\n'
        for name in sorted(set(triggers) - set(names)):
            # One that was switched off still has the name.
            yield f'DROP TRIGGER IF EXISTS {name} ON "{schema}"."{table}";\n' + triggers[name].sql(schema)


def problems(cursor: Any) -> list[str]:
    """Tables of the ledger whose changes would not be noticed as declared. Those of schemas: tenants.upgrade.drift."""
    wanted = declared(ledger=True)
    cursor.execute(EXISTING, [PREFIX, PUBLIC, list(wanted)])
    found = sorted((table, set(names)) for table, names in cursor.fetchall())
    return [
        f"{table}: 变更触发器与声明不符，请运行 cms upgrade"
        for table, names in found
        if names != {one.name for one in wanted[table]}
    ]
