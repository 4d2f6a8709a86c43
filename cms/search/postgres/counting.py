"""How many entries were found, of which values they could be narrowed by, and which of them are to be put in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connections

from cms.publication.queries import reader
from cms.search.choices import choices
from cms.search.contract import MOST_COUNTED, MOST_RANKED, Asked, Choice, Facet
from cms.search.postgres.narrowing import Narrowed

COLUMNS = {
    Facet.UNIT: "unit_id",
    Facet.LINE: "unit_id",
    Facet.ITEM: "item",
    Facet.FORM: "form",
    Facet.YEAR: "year",
}
# The words are compared once, here: of a match that is put in order later only the key goes on, as text, for to read
# three thousand keys took three quarters of a search. No column of a row is empty, so a group that tells of none of them
# is all there are.
COUNTED = """
    WITH matched AS MATERIALIZED ({rows}),
         newest AS (SELECT entry_id, part FROM matched ORDER BY public_at DESC, entry_id, part LIMIT %s),
         entries AS (SELECT DISTINCT entry_id {columns} FROM matched)
    SELECT count(*), (SELECT count(*) FROM matched), (SELECT array_agg(entry_id)::text FROM newest),
           (SELECT array_agg(part)::text FROM newest) {columns}
      FROM entries GROUP BY GROUPING SETS ((){sets})
"""


@dataclass(frozen=True)
class Counts:
    """Entries in all, and column → value → entries. With `capped` there are more. `newest` are keys of parts: an array of
    entries and one of numbers, as PostgreSQL writes them."""

    total: int
    capped: bool
    by: Mapping[str, Counter]
    newest: tuple[str, str] = ("{}", "{}")


def counts(
    narrowed: Narrowed, columns: Collection[str] = (), *, without: Facet | None = None, newest: int = 0
) -> Counts:
    """Count entries, and by the values of each of the columns; name so many of the newest parts. One query."""
    rows = narrowed.rows(without=without).values("entry_id", "part", "public_at", *columns)
    rows = rows.order_by("-public_at", "entry_id", "part") if newest else rows
    by: dict[str, Counter] = {column: Counter() for column in columns}
    try:
        matched, params = rows[: MOST_COUNTED + 1].query.sql_with_params()
    except EmptyResultSet:  # a choice that there is no such unit, line or year of
        return Counts(0, False, by)
    named = "".join(f", {column}" for column in columns)
    sets = "".join(f", ({column})" for column in columns)
    with connections[reader()].cursor() as cursor:
        cursor.execute(COUNTED.format(rows=matched, columns=named, sets=sets), [*params, newest])
        found = cursor.fetchall()
    total, (_count, parts, entries, numbers, *_values) = 0, found[0]
    for count, _parts, _entries, _numbers, *values in found:
        told = [(column, value) for column, value in zip(columns, values, strict=True) if value is not None]
        for column, value in told:
            by[column][value] = count
        total = total if told else count
    return Counts(min(total, MOST_COUNTED), parts > MOST_COUNTED, by, (entries or "{}", numbers or "{}"))


def facets(asked: Asked, narrowed: Narrowed, *, rank: bool) -> tuple[Counts, dict[Facet, tuple[Choice, ...]]]:
    """What was found in all, and each facet without its own choice: one query, and one for each that was chosen.

    Two more say which units and lines those are.
    """
    free = {COLUMNS[facet] for facet in Facet if facet not in narrowed.chosen}
    found = counts(narrowed, sorted(free) if asked.facets else (), newest=MOST_RANKED if rank else 0)
    if not asked.facets:
        return found, {}
    by = {facet: found.by[COLUMNS[facet]] for facet in Facet if facet not in narrowed.chosen}
    for facet in narrowed.chosen:
        by[facet] = counts(narrowed, [COLUMNS[facet]], without=facet).by[COLUMNS[facet]]
    return found, choices(by, asked)
