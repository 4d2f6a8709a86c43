"""Which entries are shown, in which order."""

from __future__ import annotations

from django.db import connections

from cms.publication.queries import reader
from cms.search.contract import MOST_RANKED, Asked, Hit, Order
from cms.search.postgres.narrowing import Narrowed

# Of D, C, B, A: body across words, body within one, title across, title within (cms/search/zhtext/vectors.py).
WEIGHTS = "{0.02, 0.5, 0.15, 1.0}"
# 1 lets a short text weigh more than a long one that says a word as often.
BY_LENGTH = 1
FRESH = "0.6 + 0.4 * exp(-extract(epoch FROM now() - public_at) / (3 * 365 * 86400.0))"
# Of an entry that is found in several parts the best one counts, the entry itself before its attachments.
RANKED = """
    SELECT entry_id, part, score FROM (
        SELECT DISTINCT ON (entry_id) entry_id, part, public_at, ts_rank(%s, v, %s::tsquery, %s) * ({fresh}) AS score
          FROM ({candidates}) AS candidate ORDER BY entry_id, score DESC, part) AS best
     ORDER BY score DESC, public_at DESC, entry_id LIMIT %s OFFSET %s
"""


def hits(asked: Asked, narrowed: Narrowed) -> tuple[Hit, ...]:
    """One page of what was found. One query."""
    if narrowed.words is None or asked.order != Order.RELEVANCE:
        return _by_day(asked, narrowed)
    newest = narrowed.rows().order_by("-public_at", "entry_id", "part")[:MOST_RANKED]
    candidates, params = newest.values("entry_id", "part", "public_at", "v").query.sql_with_params()
    query = RANKED.format(fresh=FRESH, candidates=candidates)
    with connections[reader()].cursor() as cursor:
        cursor.execute(query, [WEIGHTS, narrowed.words, BY_LENGTH, *params, asked.limit, asked.start])
        return tuple(Hit(entry, part, score) for entry, part, score in cursor.fetchall())


def _by_day(asked: Asked, narrowed: Narrowed) -> tuple[Hit, ...]:
    day = "public_at" if asked.order == Order.OLDEST else "-public_at"
    rows = narrowed.rows().order_by(day, "entry_id", "part").distinct("public_at", "entry_id")
    found = rows.values_list("entry_id", "part")[asked.start : asked.start + asked.limit]
    return tuple(Hit(entry, part) for entry, part in found)
