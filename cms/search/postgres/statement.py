"""The one statement that answers a question: how many entries, by which values, and a page of them."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, transaction

from cms.publication.queries import reader
from cms.search.contract import MOST_COUNTED, MOST_RANKED, Asked, Facet, Hit, Order
from cms.search.postgres.narrowing import Narrowed
from cms.search.postgres.ranking import RANK

ENOUGH = MOST_COUNTED + 1
MOST_LOOKED_AT = 10_000
"""Of a question that more than MOST_COUNTED match, so many candidates are counted by what they could be narrowed by."""
# Candidates come in the order of days, and are compared until there are enough. Of an entry that is found in several parts
# the best one counts, the entry itself before its attachments. No column of a row is empty, so a group that tells of none
# of them is all there are; that one alone brings the page.
QUESTION = """
    WITH candidates AS MATERIALIZED ({rows}),
         matched AS MATERIALIZED (SELECT * FROM candidates WHERE {same} LIMIT {enough}),
         size AS (SELECT count(*) AS parts, count(DISTINCT entry_id) AS entries FROM matched),
         best AS (SELECT DISTINCT ON (entry_id) entry_id, part, public_at, {score} AS score
                    FROM (SELECT * FROM matched LIMIT {ranked}) AS first ORDER BY entry_id, score DESC, part),
         page AS (SELECT entry_id, part, score FROM best
                   ORDER BY score DESC, public_at {direction}, entry_id LIMIT {limit} OFFSET {start}),
         counted AS (SELECT entry_id {columns} FROM matched WHERE (SELECT parts FROM size) < {enough}
                      UNION ALL
                     SELECT entry_id {columns} FROM (SELECT * FROM candidates LIMIT {looked_at}) AS first
                      WHERE (SELECT parts FROM size) = {enough}),
         entries AS (SELECT DISTINCT entry_id {columns} FROM counted)
    SELECT count(*), (SELECT parts FROM size), (SELECT entries FROM size),
           CASE WHEN num_nonnulls(NULL {columns}) = 0
                THEN (SELECT json_agg(json_build_array(entry_id, part, score)) FROM page) END {columns}
      FROM entries GROUP BY GROUPING SETS ((){sets})
"""
# The planner takes a row's words for a part of the row. They lie elsewhere, a dozen kilobytes of them: to look through
# row after row, as it would for a frequent word, takes seconds.
BY_INDEX = """
    SELECT set_config(name, value, true)
      FROM (VALUES ('enable_seqscan', 'off'), ('enable_indexscan', 'off'), ('work_mem', '16MB')) AS said (name, value)
"""


@dataclass(frozen=True)
class Answer:
    """Entries in all, and column → value → entries. With `capped` there are more."""

    total: int
    capped: bool
    by: Mapping[str, Counter]
    hits: tuple[Hit, ...] = ()


def answer(
    asked: Asked,
    narrowed: Narrowed,
    columns: Sequence[str] = (),
    *,
    without: Facet | None = None,
    page: bool = True,
) -> Answer:
    """Count entries, and by the values of each of the columns; with a page of them. One query, and one to set the planner
    right where the index of words is asked."""
    by: dict[str, Counter] = {column: Counter() for column in columns}
    try:
        statement, params = _statement(asked, narrowed, columns, without, page)
    except EmptyResultSet:  # a choice that there is no such unit, line or year of
        return Answer(0, False, by)
    total, parts, hits = 0, 0, []
    for count, parts_found, total_found, shown, *values in _fetched(narrowed, statement, params):
        told = [(column, value) for column, value in zip(columns, values, strict=True) if value is not None]
        for column, value in told:
            by[column][value] = count
        if not told:
            total, parts, hits = total_found, parts_found, shown or []
    found = tuple(Hit(uuid.UUID(entry), part, score) for entry, part, score in hits)
    return Answer(min(total, MOST_COUNTED), parts >= ENOUGH, by, found)


def _statement(
    asked: Asked, narrowed: Narrowed, columns: Sequence[str], without: Facet | None, page: bool
) -> tuple[str, list[Any]]:
    oldest_first = asked.order == Order.OLDEST
    is_ranked = page and narrowed.words is not None and asked.order == Order.RELEVANCE
    is_compared = narrowed.is_compared
    rows = narrowed.rows(without=without).order_by(
        "public_at" if oldest_first else "-public_at", "entry_id", "part"
    )
    # Of the index all is taken, and put in order: with a limit the planner would go by the day, and compare every row.
    rows = rows if narrowed.is_indexed else rows[:MOST_LOOKED_AT]
    values = rows.values(
        "entry_id", "part", "public_at", *columns, *(["v"] if is_compared or is_ranked else [])
    )
    candidates, params = values.query.sql_with_params()
    statement = QUESTION.format(
        rows=candidates, score=RANK if is_ranked else "0", same="v @@ %s::tsquery" if is_compared else "TRUE",
        enough=ENOUGH, ranked=MOST_RANKED, looked_at=MOST_LOOKED_AT,
        direction="ASC" if oldest_first else "DESC",
        limit=asked.limit if page and asked.start < MOST_RANKED else 0, start=asked.start,
        columns="".join(f", {column}" for column in columns), sets="".join(f", ({column})" for column in columns),
    )  # fmt: skip
    return statement, [*params, *[narrowed.words] * (is_ranked + is_compared)]


def _fetched(narrowed: Narrowed, statement: str, params: list[Any]) -> list[tuple[Any, ...]]:
    if not narrowed.is_indexed:
        with connections[reader()].cursor() as cursor:
            cursor.execute(statement, params)
            return cursor.fetchall()
    with transaction.atomic(using=reader()), connections[reader()].cursor() as cursor:
        cursor.execute(BY_INDEX)
        cursor.execute(statement, params)
        return cursor.fetchall()
