"""Many entries written by SQL after the pattern of one that was published: a unit with 10,000, a ledger with a million.

As the owner, with the guards and the policies off while it lasts. Only ever in the benchmark's own database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from cms.bench.guards import unguarded
from cms.pages.models import ArticlePage, ItemPage
from cms.procedure.models import Plan
from cms.publication.models import Entry
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.roles import owner_connection

STEPS, EVIDENCE = "procedure_ledger_steprecord", "obligations_evidence"
LEDGER = ("publication_entry", "publication_entryversion", STEPS, EVIDENCE)
NEW = """
    CREATE TEMPORARY TABLE fresh (page bigint, revision bigint, plan uuid DEFAULT gen_random_uuid(),
                                  key uuid DEFAULT gen_random_uuid(), path text, slug text, url_path text, item text)
"""
NUMBERS = """
    UPDATE fresh SET page = nextval(pg_get_serial_sequence('wagtailcore_page', 'id')),
                     revision = nextval(pg_get_serial_sequence('wagtailcore_revision', 'id'))
"""
COLUMNS = """
    SELECT a.attname, a.attname = 'id' FROM pg_attribute a
     WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum
"""
# Of other units: a name of a schema that nobody has, and a moment of its own. Their text is short.
OTHERS = """
    CREATE TEMPORARY TABLE fresh AS
    SELECT gen_random_uuid() AS plan, gen_random_uuid() AS key, 'bench_' || n %% 500 AS place,
           now() - n * interval '30 seconds' AS moment
      FROM generate_series(1, %s) n
"""
CHILDREN = "UPDATE wagtailcore_page SET numchild = numchild + %s WHERE id = %s"


@dataclass(frozen=True)
class Copies:
    """Rows of one table that are written anew for each row of `fresh`, with other values in some columns."""

    table: str
    pattern: str
    values: dict[str, str]
    same: frozenset[str] = field(default=frozenset())

    def write(self, owner: psycopg.Connection) -> None:
        columns = owner.execute(COLUMNS, [self.table]).fetchall()
        wanted = [name for name, is_key in columns if not is_key or name in self.values]
        picked = [self.values.get(name, f'o."{name}"') for name in wanted]
        text = "INSERT INTO {} ({}) SELECT {} FROM {} o CROSS JOIN fresh n WHERE {}"
        owner.execute(
            sql.SQL(text).format(  # the parts are our own words
                sql.SQL(self.table), sql.SQL(", ").join(map(sql.Identifier, wanted)),
                sql.SQL(", ".join(picked)), sql.SQL(self.table), sql.SQL(self.pattern),
            )
        )  # fmt: skip


def _pages(page: ArticlePage, entry: Entry, plan: Plan) -> list[Copies]:
    of = {"item_code": "n.item"}
    revision = "jsonb_set(jsonb_set(o.content, '{pk}', to_jsonb(n.page)), '{translation_key}', to_jsonb(n.key::text))"
    return [
        Copies("wagtailcore_revision", f"o.id = {plan.revision_id}",
               {"id": "n.revision", "object_id": "n.page::text", "content": revision}),
        Copies("wagtailcore_page", f"o.id = {page.pk}",
               {"id": "n.page", "path": "n.path", "slug": "n.slug", "url_path": "n.url_path", "translation_key": "n.key",
                "live_revision_id": "n.revision", "latest_revision_id": "n.revision"}),
        Copies("column_articlepage", f"o.page_ptr_id = {page.pk}", {"page_ptr_id": "n.page"} | of),
        Copies("wagtailcore_pagelogentry", f"o.page_id = {page.pk}",
               {"page_id": "n.page", "revision_id": "n.revision"}),
        Copies("procedure_plan", f"o.uuid = '{plan.pk}'",
               {"uuid": "n.plan", "page_id": "n.page", "revision_id": "n.revision", "workflow_state_id": "NULL"} | of),
        *_ledger(entry, plan, {"path": "n.url_path"}, item="n.item"),
    ]  # fmt: skip


def _ledger(
    entry: Entry,
    plan: Plan,
    of_entry: dict[str, str],
    of_all: dict[str, str] | None = None,
    *,
    item: str = "o.item_code",
) -> list[Copies]:
    """Of another item the row of the page differs too: the version keeps no digest of it."""
    more, of = of_all or {}, {"item_code": item}
    return [
        Copies("publication_entry", f"o.uuid = '{entry.pk}'", {"uuid": "n.key"} | of_entry | of | more),
        Copies("publication_entryversion", f"o.entry_id = '{entry.pk}'",
               {"entry_id": "n.key", "plan": "n.plan", "row_digest": "''"} | ({"html": "''"} if more else {}) | more),
        Copies(STEPS, f"o.plan = '{plan.pk}'", {"uuid": "gen_random_uuid()", "plan": "n.plan", "entry": "n.key"} | of | more),
        Copies(EVIDENCE, f"o.entry_uuid = '{entry.pk}'", {"uuid": "gen_random_uuid()", "entry_uuid": "n.key"} | of | more),
    ]  # fmt: skip


@contextmanager
def _writing(tenant: Tenant) -> Iterator[psycopg.Connection]:
    """A connection of the owner, in the unit's schema, that nothing holds up."""
    force = sql.SQL("ALTER TABLE public.{} {} ROW LEVEL SECURITY")
    with unguarded([tenant]), owner_connection() as owner:
        for table in LEDGER:
            owner.execute(force.format(sql.Identifier(table), sql.SQL("NO FORCE")))
        owner.execute(sql.SQL("SET search_path = {}, public").format(sql.Identifier(tenant.schema_name)))
        yield owner
        for table in LEDGER:
            owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
            owner.execute(force.format(sql.Identifier(table), sql.SQL("FORCE")))
    with owner_connection(autocommit=True) as owner:
        owner.execute("ANALYZE")


def fill_unit(tenant: Tenant, page_id: int, entries: int) -> None:
    """So many more published pages in the unit, below its public items in turn."""
    with tenant_scope(tenant):
        page = ArticlePage.objects.get(pk=page_id)
        entry, plan = Entry.objects.get(pk=page.translation_key), Plan.objects.get(page=page_id)
        items = [item for item in ItemPage.objects.order_by("path") if item.is_public]
    rows, added = [], dict.fromkeys((item.pk for item in items), 0)
    for number in range(entries):
        item = items[number % len(items)]
        added[item.pk] += 1
        path = ItemPage._get_path(item.path, page.depth, item.numchild + added[item.pk])
        slug = f"mass-{number}"
        rows.append((path, slug, f"{item.url_path}{slug}/", item.code))
    with _writing(tenant) as owner, owner.cursor() as cursor:
        cursor.execute(NEW)
        with cursor.copy("COPY fresh (path, slug, url_path, item) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(NUMBERS)
        for copies in _pages(page, entry, plan):
            copies.write(owner)
        for pk, number in added.items():
            cursor.execute(CHILDREN, [number, pk])


def spread(tenant: Tenant) -> None:
    """Give the unit's entries days of their own: copies have their pattern's, and a list is sorted by them."""
    moments = "published_at = published_at - n * interval '3 hours', updated_at = updated_at - n * interval '3 hours'"
    numbers = (
        "SELECT uuid, row_number() OVER (ORDER BY uuid) AS n FROM publication_entry WHERE schema_name = %s"
    )
    text = f"UPDATE publication_entry e SET {moments} FROM ({numbers}) o WHERE o.uuid = e.uuid"  # noqa: S608 -- our own words
    with _writing(tenant) as owner:
        owner.execute(text, [tenant.schema_name])


def fill_ledger(tenant: Tenant, page_id: int, entries: int) -> None:
    """So many entries of other units in the ledger, each with its version, the steps of its plan, and what it answers."""
    with tenant_scope(tenant):
        entry = Entry.objects.get(pk=ArticlePage.objects.get(pk=page_id).translation_key)
        plan = Plan.objects.get(page=page_id)
    short = {
        "html": "''",
        "text": "''",
        "fields": "'{}'",
        "published_at": "n.moment",
        "updated_at": "n.moment",
    }
    with _writing(tenant) as owner:
        owner.execute(OTHERS.replace("%s", str(int(entries))).replace("%%", "%"))
        for copies in _ledger(entry, plan, short, {"schema_name": "n.place"}):
            copies.write(owner)
