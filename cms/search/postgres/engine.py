"""The engine that searches the ledger's own table."""

from __future__ import annotations

from collections.abc import Iterable

from cms.search.contract import MOST_RANKED, Asked, Found, Progress, Status, Suggestion
from cms.search.models import SearchDocument
from cms.search.postgres.counting import facets
from cms.search.postgres.narrowing import narrowed
from cms.search.postgres.ranking import by_day, is_ranked, ranked
from cms.search.postgres.suggesting import suggestions
from cms.search.synonyms import understood


class PostgresEngine:
    """Needs nothing besides the table: what is committed is found, what is gone is not."""

    name = "postgresql"
    reads_ledger = True

    def index(self, documents: Iterable[SearchDocument]) -> None:
        """They are in the table."""

    def delete(self, keys: Iterable[str]) -> None:
        """They are out of the table."""

    def search(self, asked: Asked) -> Found:
        """At most fourteen queries: five, one for each facet that is chosen, and one for what units or lines are meant."""
        query = understood(asked.query)
        if asked.query.strip() and not query:
            return Found()
        question = narrowed(asked, query)
        rank = is_ranked(asked, question)
        found, choices = facets(asked, question, rank=rank)
        if not found.total or asked.start >= MOST_RANKED:
            return Found((), found.total, found.capped, choices)
        hits = ranked(asked, question, found) if rank else by_day(asked, question)
        return Found(hits, found.total, found.capped, choices)

    def suggest(self, typed: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        return suggestions(typed, limit=limit)

    def rebuild(self, *, progress: Progress) -> int:
        """The rows are the index; PostgreSQL keeps it."""
        return SearchDocument.objects.using("central").count()

    def mend(self) -> int:
        """It keeps nothing that could differ."""
        return 0

    def discard(self) -> None:
        """The rows are the ledger's, and stay."""

    def status(self) -> Status:
        rows = SearchDocument.objects.using("central").count()
        return Status(self.name, documents=rows, expected=rows)
