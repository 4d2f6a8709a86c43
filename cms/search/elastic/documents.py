"""Rows of the ledger as documents of the index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from cms.search.models import SearchDocument
from cms.search.sounds import sounds
from cms.search.zhtext import runs, within_words

PUBLIC = "public"
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def key_of(schema_name: str, entry: object) -> str:
    """_id of an entry. Two units never share one."""
    return f"{schema_name}:{entry}"


def microseconds(moment: dt.datetime) -> int:
    return (moment - EPOCH) // dt.timedelta(microseconds=1)


def documents(rows: Iterable[SearchDocument]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(_id, document) of the entries whose parts these are, in the order of entry and part."""
    for (schema_name, entry), parts in groupby(rows, key=lambda row: (row.schema_name, row.entry_id)):
        yield key_of(schema_name, entry), _document(list(parts))


def _document(parts: list[SearchDocument]) -> dict[str, Any]:
    first = parts[0]
    return {
        "tenant": first.schema_name,
        "visibility": PUBLIC,
        "entry": str(first.entry_id),
        "unit": first.unit_id,
        "item": first.item,
        "form": first.form,
        "year": first.year,
        "at": microseconds(first.public_at),
        "version": first.version,
        "size": len(parts),
        "title": phrases(first.title),
        "sounds": sounds(first.title),
        "parts": [_part(row) for row in parts],
    }


def _part(row: SearchDocument) -> dict[str, Any]:
    words = within_words(row.title) | within_words(row.body)
    return {"title": phrases(row.title), "text": phrases(row.body), "words": sorted(words)}


def phrases(text: str) -> list[str]:
    """A value for each run: between two values Elasticsearch leaves a gap that no phrase reaches over."""
    return [" ".join(run) for run in runs(text)]
