"""Entries of many units with their search documents, written by COPY. Only ever in the benchmark's own database.

So many of them are written out; the rest are the same texts again, under other keys, of other units and days.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

import psycopg
from django.db import connection, models
from django.utils import timezone
from psycopg import sql

from cms.bench.corpus import Document, documents
from cms.bench.guards import unguarded
from cms.bench.planting import CENTRAL
from cms.publication.models import Entry
from cms.registry.actions import load
from cms.registry.models import Unit
from cms.registry.sites import Address, open_central, open_sites
from cms.registry.vocabulary import UnitKind, UnitLevel
from cms.registry.workbook import District, LineRow, UnitRow
from cms.search.documents import documents_of
from cms.search.models import SearchDocument
from tenants.context import tenant_scope
from tenants.progress import progress
from tenants.roles import owner_connection

BATCH = 500
SEED = 7
FIRST = "first"
"""Slug of the unit that has a site besides the office: the others are names in the register."""
SHARE = 50
"""One document in so many is of that unit."""
LINES = 12
WRITTEN = 5_000
"""Texts that differ. Vectors take a processor a quarter of an hour for 100,000."""
AGAIN = """
    CREATE TEMPORARY TABLE again ON COMMIT DROP AS
    SELECT e.uuid AS old, gen_random_uuid() AS key, place.schema_name, place.unit, e.public_at - {times} * interval '5 days' AS at
      FROM publication_entry e JOIN unnest(%s::text[], %s::bigint[]) WITH ORDINALITY AS place (schema_name, unit, number)
        ON place.number = 1 + (hashtextextended(e.uuid::text, {times}) & 1048575) %% %s
     WHERE e.content_hash = repeat('0', 64)
"""
"""Keys, units and days of one more copy of what was written out."""
COPIES = {
    "publication_entry": {
        "uuid": "a.key",
        "published_at": "a.at",
        "public_at": "a.at",
        "content_hash": "repeat('1', 64)",
    },
    "search_searchdocument": {
        "entry_id": "a.key",
        "public_at": "a.at",
        "year": "extract(year FROM a.at)::smallint",
    },
}
TABLES = ("publication_entry", "search_searchdocument")
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND NOT indexdef LIKE '%%UNIQUE%%'"
INSERT = "INSERT INTO {table} ({names}) SELECT {picked} FROM {table} o JOIN again a ON a.old = o.{key}"
NAMES = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
SIZES = "SELECT pg_table_size('search_searchdocument'), pg_indexes_size('search_searchdocument')"


@dataclass(frozen=True)
class Shelf:
    """Schema and primary key of each unit, the first one's first."""

    units: list[tuple[str, int]]

    def place(self, number: int) -> tuple[str, int]:
        """Whose a document is."""
        others = len(self.units) - 1
        return self.units[0 if number % SHARE == 0 or not others else 1 + number % others]


def open_district(units: int) -> Shelf:
    """A district of an office and so many units in a dozen lines. The office and the first unit have sites."""
    lines = [LineRow(f"L{number:02d}", f"条线{number}", "区委办公室", "", number) for number in range(LINES)]
    rows = [_unit("区委办公室", CENTRAL, UnitKind.COMMITTEE, "", 0)]
    rows += [
        _unit(f"测速单位{n}", f"u{n}" if n else FIRST, UnitKind.TOWN, lines[n % LINES].name, n + 1)
        for n in range(units)
    ]
    address = Address("localhost", 80)
    central = open_central(rows[0], address)
    # Twice: a site is made for every unit of the register that has none.
    for known in (rows[:2], rows):
        with tenant_scope(central):
            load(District("测速区", lines, known, []))
        if len(known) == 2:
            open_sites(central, address)
    found = Unit.objects.exclude(slug=CENTRAL).order_by("order").select_related("tenant")
    return Shelf(
        [(unit.tenant.schema_name if unit.tenant else f"bench_{unit.pk}", unit.pk) for unit in found]
    )


def _unit(name: str, slug: str, kind: Any, line: str, order: int) -> UnitRow:
    above = "" if kind == UnitKind.COMMITTEE else "区委办公室"
    return UnitRow(name, slug, kind, UnitLevel.DISTRICT, line, above, "", "", order, order)


def shelve(shelf: Shelf, count: int) -> dict[str, Any]:
    """Write so many entries and what is searched of them. Seconds and bytes."""
    began = time.monotonic()
    with _writing() as owner, _without_indexes(owner) as timed:
        made = documents(min(count, WRITTEN), seed=SEED, now=timezone.now())
        for batch in progress(_batches(made), label="写出", total=-(-min(count, WRITTEN) // BATCH)):
            entries = [_entry(one, *shelf.place(one.number)) for one in batch]
            _copy(owner, Entry, entries)
            _copy(owner, SearchDocument, [row for entry in entries for row in documents_of(entry, {})])
        times = count // WRITTEN
        for number in progress(range(1, times), label="复制", total=max(times - 1, 0)):
            _again(owner, shelf, number)
    with connection.cursor() as cursor:
        cursor.execute(SIZES)
        table, indexes = cursor.fetchone()
    return {
        "seconds": round(time.monotonic() - began, 1), "index_seconds": round(timed["seconds"], 1),
        "table_bytes": table, "index_bytes": indexes,
    }  # fmt: skip


def _again(owner: psycopg.Connection, shelf: Shelf, times: int) -> None:
    """One more copy of all that was written out, spread over the units anew."""
    schemas, units = zip(*shelf.units, strict=True)
    owner.execute(AGAIN.format(times=times), [list(schemas), list(units), len(units)])
    for table, values in COPIES.items():
        key = "uuid" if table == "publication_entry" else "entry_id"
        values = values | {"schema_name": "a.schema_name", "unit_id": "a.unit"}
        names = [name for (name,) in owner.execute(NAMES, [table])]
        picked = ", ".join(values.get(name, f"o.{name}") for name in names)
        owner.execute(INSERT.format(table=table, names=", ".join(names), picked=picked, key=key))
    owner.execute("DROP TABLE again")


def _batches(made: Iterator[Document]) -> Iterator[list[Document]]:
    while batch := list(islice(made, BATCH)):
        yield batch


def _entry(one: Document, schema: str, unit: int) -> Entry:
    return Entry(
        uuid=one.key, schema_name=schema, unit_id=unit, kind="article", item_code=f"CS-{one.item:03d}",
        item_title=f"测速事项{one.item}", section="测速", title=one.title, text=one.text, path="/", content_hash="0" * 64,
        published_at=one.at, public_at=one.at, updated_at=one.at, corrections=[],
    )  # fmt: skip


def _copy(owner: psycopg.Connection, model: type[models.Model], rows: Iterable[models.Model]) -> None:
    fields = [field for field in model._meta.concrete_fields if field.column]
    names = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    text = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier("public", model._meta.db_table), names)
    with owner.cursor() as cursor, cursor.copy(text) as copy:
        for row in rows:
            copy.write_row(
                [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
            )


@contextmanager
def _writing() -> Iterator[psycopg.Connection]:
    """A connection of the owner that no policy and no guard holds up. What it wrote is committed and analyzed."""
    force = sql.SQL("ALTER TABLE public.{} {} ROW LEVEL SECURITY")
    with unguarded([]), owner_connection() as owner:
        for table in TABLES:
            owner.execute(force.format(sql.Identifier(table), sql.SQL("NO FORCE")))
        yield owner
        for table in TABLES:
            owner.execute(force.format(sql.Identifier(table), sql.SQL("FORCE")))
    with owner_connection(autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


@contextmanager
def _without_indexes(owner: psycopg.Connection) -> Iterator[dict[str, float]]:
    """The search table without its indexes inside the block; how long making them anew took is told afterwards."""
    timed = {"seconds": 0.0}
    found = owner.execute(INDEXES, [SearchDocument._meta.db_table]).fetchall()
    for name, _statement in found:
        owner.execute(sql.SQL("DROP INDEX public.{}").format(sql.Identifier(name)))
    yield timed
    began = time.monotonic()
    owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for _name, statement in found:
        owner.execute(statement)
    timed["seconds"] = time.monotonic() - began
