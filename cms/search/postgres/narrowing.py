"""Which rows a question is about, with all of its filters or with all but one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cms.publication.queries import reader
from cms.search import units, zhtext
from cms.search.contract import Asked, Facet
from cms.search.models import SearchDocument


@dataclass(frozen=True)
class Narrowed:
    """A question as conditions on the table.

    `words` is a tsquery; None asks for everything. `looked_up` is the one that rows are found by. The index of words does
    not know what stands side by side, and to compare a row reads all of its words, from many other pages. So where the
    index serves, rows are found by what stands anywhere, and whoever asks compares as many as they need.
    """

    words: str | None
    looked_up: str | None
    when: Q
    chosen: dict[Facet, Q]

    def rows(self, *, without: Facet | None = None) -> QuerySet[SearchDocument]:
        """Rows of what the bound tenant shows. Without words an entry is its first part."""
        words = Q(v__matches=self.looked_up) if self.looked_up else Q(part=0)
        others = [condition for facet, condition in self.chosen.items() if facet != without]
        return SearchDocument.objects.using(reader()).filter(words, self.when, *others).order_by()

    @property
    def is_indexed(self) -> bool:
        """Whether the index of words finds the rows."""
        return self.words is not None and index_serves()

    @property
    def is_compared(self) -> bool:
        """Whether a row may have the words in other places: `v` is to be compared with `words`."""
        return self.looked_up != self.words


def index_serves() -> bool:
    """Whether the bound tenant's rows can be found by words: a unit's are found by row-level security first."""
    return reader() == "central"


def narrowed(asked: Asked, query: zhtext.Query) -> Narrowed:
    """One query each where units or lines were chosen."""
    when = Q()
    if asked.since:
        when &= Q(public_at__gte=asked.since)
    if asked.until:
        when &= Q(public_at__lt=asked.until)
    chosen = {facet: _condition(facet, values) for facet, values in asked.chosen.items() if values}
    words = zhtext.tsquery(query, whole_words=asked.whole_words)
    looked_up = zhtext.tsquery_anywhere(query) if index_serves() else words
    return Narrowed(words, looked_up, when, chosen)


def _condition(facet: Facet, values: tuple[str, ...]) -> Q:
    if facet == Facet.UNIT:
        return Q(unit__in=units.named(values))
    if facet == Facet.LINE:
        return Q(unit__in=units.in_lines(values))
    if facet == Facet.YEAR:
        return Q(year__in=[int(year) for year in values if year.isdecimal() and len(year) == 4])
    return Q(**{f"{facet.value}__in": values})
