"""Which entries are shown, in which order."""

from __future__ import annotations

from django.db import connections

from cms.publication.queries import reader
from cms.search.contract import Asked, Hit, Order
from cms.search.postgres.counting import Counts
from cms.search.postgres.narrowing import Narrowed

# Of D, C, B, A: body across words, body within one, title across, title within (cms/search/zhtext/vectors.py).
WEIGHTS = "{0.02, 0.5, 0.15, 1.0}"
# Of an entry that is found in several parts the best one counts, the entry itself before its attachments. What is of
# today weighs 1, what is three years old 0.75, and nothing less than 0.6.
RANKED = """
    SELECT entry_id, part, score FROM (
        SELECT DISTINCT ON (entry_id) entry_id, part, public_at,
               ts_rank(%s, v, %s::tsquery)
               * (0.6 + 0.4 * exp(-extract(epoch FROM now() - public_at) / (3 * 365 * 86400.0))) AS score
          FROM unnest(%s::uuid[], %s::smallint[]) AS newest (entry_id, part)
               JOIN search_searchdocument USING (entry_id, part)
         ORDER BY entry_id, score DESC, part) AS best
     ORDER BY score DESC, public_at DESC, entry_id LIMIT %s OFFSET %s
"""


def is_ranked(asked: Asked, narrowed: Narrowed) -> bool:
    return narrowed.words is not None and asked.order == Order.RELEVANCE


def ranked(asked: Asked, narrowed: Narrowed, found: Counts) -> tuple[Hit, ...]:
    """One page of the newest that were found, the best first. One query."""
    entries, parts = found.newest
    with connections[reader()].cursor() as cursor:
        said = [WEIGHTS, narrowed.words, entries, parts, asked.limit, asked.start]
        cursor.execute(RANKED, said)
        return tuple(Hit(entry, part, score) for entry, part, score in cursor.fetchall())


def by_day(asked: Asked, narrowed: Narrowed) -> tuple[Hit, ...]:
    """One page of what was found. One query."""
    day = "public_at" if asked.order == Order.OLDEST else "-public_at"
    rows = narrowed.rows().order_by(day, "entry_id", "part").distinct("public_at", "entry_id")
    found = rows.values_list("entry_id", "part")[asked.start : asked.start + asked.limit]
    return tuple(Hit(entry, part) for entry, part in found)
