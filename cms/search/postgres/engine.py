"""The engine that searches the ledger's own table."""

from __future__ import annotations

from collections.abc import Iterable

from cms.search.contract import Asked, Found, Progress, Status, Suggestion
from cms.search.models import SearchDocument
from cms.search.postgres.counting import counted
from cms.search.postgres.narrowing import narrowed
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
        """At most seventeen queries: five, two for each facet that is chosen, and one each for units and lines."""
        query = understood(asked.query)
        if asked.query.strip() and not query:
            return Found()
        found, facets = counted(asked, narrowed(asked, query))
        return Found(found.hits, found.total, found.capped, facets)

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
