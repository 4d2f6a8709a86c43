"""The engine that asks Elasticsearch. What its hits look like is read from the ledger, as of the other engine's."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch

from cms.publication.queries import reader
from cms.search.choices import choices
from cms.search.contract import (
    MOST_COUNTED,
    MOST_RANKED,
    Asked,
    Facet,
    Found,
    Hit,
    Progress,
    Status,
    Suggestion,
)
from cms.search.elastic import rebuilding, writing
from cms.search.elastic.asking import Asking
from cms.search.elastic.service import Service
from cms.search.models import SearchDocument
from cms.search.synonyms import understood
from cms.search.typed import LOOKED_AT, each_once, typed_query


class ElasticsearchEngine:
    name = "elasticsearch"
    reads_ledger = False

    def __init__(self, url: str = "", alias: str = "") -> None:
        self.service = Service(url or settings.ELASTICSEARCH_URL, alias or settings.ELASTICSEARCH_INDEX)
        self._refinements: list[str] | None = None

    def index(self, documents: Iterable[SearchDocument]) -> None:
        """All parts of their entries: an entry is one document."""
        writing.take_in(self.service, sorted(documents, key=lambda row: (row.entry_id, row.part)))

    def delete(self, keys: Iterable[str]) -> None:
        """An entry goes with its part 0. Other parts go when what is left of it is taken in."""
        parts = [key.rsplit(":", 1) for key in keys]
        writing.forget(self.service, [key for key, part in parts if part == "0"])

    def search(self, asked: Asked) -> Found:
        """One question to the service; besides, five queries at most: synonyms, and which units and lines are meant."""
        query = understood(asked.query)
        if asked.query.strip() and not query:
            return Found()
        if asked.start >= MOST_RANKED:
            asked = replace(asked, start=0, limit=0)
        with self.service.asked() as client:
            answer = self._asking(client).search(asked, query).using(client).execute().to_dict()
        total = answer["hits"]["total"]["value"]
        hits = tuple(_hit(each) for each in answer["hits"]["hits"])
        facets = choices(_counted(answer["aggregations"]), asked) if asked.facets else {}
        return Found(hits, min(total, MOST_COUNTED), total > MOST_COUNTED, facets)

    def suggest(self, typed: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        query = typed_query(typed)
        if not query:
            return ()
        with self.service.asked() as client:
            answer = self._asking(client).suggest(query, LOOKED_AT).using(client).execute()
        return each_once(_titles([uuid.UUID(hit.entry) for hit in answer]), limit)

    def rebuild(self, *, progress: Progress) -> int:
        return rebuilding.rebuild(self.service, progress=progress)

    def mend(self) -> int:
        return rebuilding.mend(self.service)

    def status(self) -> Status:
        return rebuilding.status(self.service)

    def discard(self) -> None:
        rebuilding.discard(self.service)

    def _asking(self, client: Elasticsearch) -> Asking:
        """What the index can do is asked once: after the next rebuilding it can at least do the same."""
        if self._refinements is None:
            (described,) = client.indices.get_mapping(index=self.service.alias).values()
            self._refinements = described["mappings"]["_meta"]["refinements"]
        return Asking(self.service.alias, self._refinements)


def _titles(keys: list[uuid.UUID]) -> Iterator[tuple[str, uuid.UUID]]:
    """In their order, as the ledger has them now: the index is told of a withdrawal after its commit. One query."""
    rows = SearchDocument.objects.using(reader()).filter(entry__in=keys, part=0)
    titles = dict(rows.values_list("entry", "title"))
    return ((titles[key], key) for key in keys if key in titles)


def _hit(answer: Mapping[str, Any]) -> Hit:
    inner = answer.get("inner_hits", {}).get("parts", {"hits": {"hits": []}})["hits"]["hits"]
    part = inner[0]["_nested"]["offset"] if inner else 0
    return Hit(uuid.UUID(answer["_id"].partition(":")[2]), part, answer["_score"] or 0.0)


def _counted(answer: Mapping[str, Any]) -> dict[Facet, Counter]:
    return {
        Facet(name): Counter({one["key"]: one["doc_count"] for one in found["values"]["buckets"]})
        for name, found in answer.items()
    }
