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
    """A question as conditions on the table. `words` is a tsquery; None asks for everything."""

    words: str | None
    when: Q
    chosen: dict[Facet, Q]

    def rows(self, *, without: Facet | None = None) -> QuerySet[SearchDocument]:
        """Rows of what the bound tenant shows. Without words an entry is its first part."""
        words = Q(v__matches=self.words) if self.words else Q(part=0)
        others = [condition for facet, condition in self.chosen.items() if facet != without]
        return SearchDocument.objects.using(reader()).filter(words, self.when, *others).order_by()


def narrowed(asked: Asked, query: zhtext.Query) -> Narrowed:
    """One query each where units or lines were chosen."""
    when = Q()
    if asked.since:
        when &= Q(public_at__gte=asked.since)
    if asked.until:
        when &= Q(public_at__lt=asked.until)
    chosen = {facet: _condition(facet, values) for facet, values in asked.chosen.items() if values}
    return Narrowed(zhtext.tsquery(query, whole_words=asked.whole_words), when, chosen)


def _condition(facet: Facet, values: tuple[str, ...]) -> Q:
    if facet == Facet.UNIT:
        return Q(unit__in=units.named(values))
    if facet == Facet.LINE:
        return Q(unit__in=units.in_lines(values))
    if facet == Facet.YEAR:
        return Q(year__in=[int(year) for year in values if year.isdecimal() and len(year) == 4])
    return Q(**{f"{facet.value}__in": values})
