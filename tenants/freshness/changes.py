"""Reading what changed: exactly what became visible after a snapshot, however the transactions overlapped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

FOLLOWERS: list[Callable[[Any], object]] = []
"""Called with the connection after each transaction that this process committed, before it goes on. They do not raise."""

# A number of a row is drawn before its transaction commits: whoever remembers the highest one seen misses what commits
# late. A snapshot of PostgreSQL knows which transactions it saw.
SINCE = """
    SELECT pg_current_snapshot()::text, ARRAY(
        SELECT DISTINCT c.tag FROM public.freshness_change c
         WHERE c.xact >= pg_snapshot_xmin(%(before)s::pg_snapshot)::text::bigint
           AND NOT pg_visible_in_snapshot(c.xact::text::xid8, %(before)s::pg_snapshot))
"""
NOW = "SELECT pg_current_snapshot()::text"
# Another server, another history: numbers of transactions say nothing across them.
SERVER = """
    SELECT pg_postmaster_start_time()::text || ' ' || (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class News(NamedTuple):
    """What changed up to a snapshot; `tags` is None when nobody can tell, and everything may have."""

    snapshot: str
    tags: frozenset[str] | None


def read(cursor: Any, before: str) -> News:
    """What was committed since the snapshot `before` ('' for never asked), one query. Raises the driver's errors.

    Outside a transaction, or what it can see is what it could see when it began.
    """
    if not before:
        cursor.execute(NOW)
        return News(cursor.fetchone()[0], None)
    cursor.execute(SINCE, {"before": before})
    snapshot, tags = cursor.fetchone()
    return News(snapshot, frozenset(tags))
