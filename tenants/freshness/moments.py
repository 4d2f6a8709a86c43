"""Whether anything changed since a moment that somebody else remembers, for a few hours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

HOURS = 12
"""Lines about changes are kept for a day, counted from when their transactions began."""

NOW = """
    SELECT left(md5(pg_postmaster_start_time() || ' ' || oid), 8), extract(epoch FROM clock_timestamp())::bigint,
           pg_snapshot_xmin(pg_current_snapshot())::text::bigint
      FROM pg_database WHERE datname = current_database()
"""
# Whatever was still open then has this number or a higher one; some that had ended by then may have too, which costs
# an answer, no truth.
SINCE = "SELECT EXISTS (SELECT FROM public.freshness_change WHERE xact >= %s AND tag = ANY(%s))"


class Moment(NamedTuple):
    """`server` names the history of transactions, `at` is in seconds since 1970, `oldest` the first that was open."""

    server: str
    at: int
    oldest: int


def now(cursor: Any) -> Moment:
    """The moment of this query: what is read after it is no older."""
    cursor.execute(NOW)
    return Moment(*cursor.fetchone())


def unchanged(cursor: Any, since: Moment, tags: Iterable[str]) -> bool:
    """Whether surely nothing that concerns the tags was committed since. Two queries at most."""
    present = now(cursor)
    if since.server != present.server or not 0 <= present.at - since.at < HOURS * 3600:
        return False
    cursor.execute(SINCE, [since.oldest, list(tags)])
    return not cursor.fetchone()[0]
