"""The one place where questions for the index are made. Each says what is public and, on a unit's site, whose it is."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any

from elasticsearch.dsl import A, Q, Search
from elasticsearch.dsl.query import Query as Condition

from cms.search import units, zhtext
from cms.search.contract import MOST_COUNTED, Asked, Facet, Order
from cms.search.elastic.documents import PUBLIC, microseconds
from cms.search.zhtext.pieces import is_han
from tenants.context import current

COLUMNS = {
    Facet.UNIT: "unit",
    Facet.LINE: "unit",
    Facet.ITEM: "item",
    Facet.FORM: "form",
    Facet.YEAR: "year",
}
MOST_VALUES = 1_000
"""Of a facet that are counted. Lines are added up from units, so all of those are needed."""
TITLE, TEXT = "parts.title", "parts.text"
TITLE_COUNTS = 3
YEAR = 365 * 86_400 * 1_000_000
ORDERS = {Order.NEWEST: [{"at": "desc"}, {"entry": "asc"}], Order.OLDEST: [{"at": "asc"}, {"entry": "asc"}]}
MOST_ENDINGS = 1_000
"""Words that one which is still being typed may go on to."""


class Asking:
    """Questions of the bound tenant for one index that has these sub-fields."""

    def __init__(self, index: str, refinements: Collection[str]) -> None:
        self.index = index
        self.refinements = refinements

    def search(self, asked: Asked, query: zhtext.Query) -> Search:
        """One page, the total, and each facet counted with the choices of the others. `query` may be empty."""
        chosen = {facet: _condition(facet, values) for facet, values in asked.chosen.items() if values}
        search = self._public().filter("range", at=_span(asked)).source(False)
        search = search.extra(track_total_hits=MOST_COUNTED + 1)[asked.start : asked.start + asked.limit]
        # After the facets are counted: what is chosen in one leaves its other values to choose from.
        search = search.post_filter(Q("bool", filter=list(chosen.values())))
        if asked.facets:
            for facet in Facet:
                _count(search, facet, [each for other, each in chosen.items() if other != facet])
        if query:
            search = search.query(self._fresh(self._parts(query, asked.whole_words)))
        by_day = asked.order if query and asked.order != Order.RELEVANCE else None
        if not query:
            by_day = Order.OLDEST if asked.order == Order.OLDEST else Order.NEWEST
        return search.sort(*ORDERS[by_day]) if by_day else search.sort("_score", *ORDERS[Order.NEWEST])

    def suggest(self, query: zhtext.Query, most: int) -> Search:
        """The newest entries whose titles hold it. The last word may go on."""
        terms = [_title(term, goes_on=term is query.terms[-1]) for term in query.terms]
        search = self._public().filter(Q("bool", filter=terms)).source(["entry"])
        return search.sort(*ORDERS[Order.NEWEST])[:most]

    def _public(self) -> Search:
        """What every question begins with."""
        search = Search(index=self.index).filter("term", visibility=PUBLIC)
        tenant = current()
        return search if tenant.is_central else search.filter("term", tenant=tenant.schema_name)

    def _parts(self, query: zhtext.Query, whole_words: bool) -> Condition:
        """All that is asked for in one part, and nothing of what is not wanted."""
        wanted = [_term(term, whole_words) for term in query.terms]
        unwanted = [_term(term, whole_words) for term in query.excluded]
        better = [
            Q("match_phrase", **{f"{field}.{name}": " ".join(phrase)})
            for phrase in query.phrases
            for name in self.refinements
            for field in (TITLE, TEXT)
        ]
        within = Q("bool", must=wanted, must_not=unwanted, should=better)
        best = {"size": 1, "_source": False}
        return Q("nested", path="parts", score_mode="max", query=within, inner_hits=best)

    def _fresh(self, query: Condition) -> Condition:
        """As PostgreSQL's engine has it: what is three years old counts for three quarters."""
        now = int(time.time() * 1_000_000)
        fades = {"exp": {"at": {"origin": now, "scale": 3 * YEAR, "decay": 0.37}}, "weight": 0.4}
        return Q(
            "function_score",
            query=query,
            functions=[{"filter": {"match_all": {}}, "weight": 0.6}, fades],
            score_mode="sum",
            boost_mode="multiply",
        )


def _term(term: zhtext.Term, whole_words: bool) -> Condition:
    return Q("dis_max", queries=[_phrase(phrase, whole_words) for phrase in term.alternatives])


def _phrase(phrase: zhtext.Phrase, whole_words: bool) -> Condition:
    text = " ".join(phrase)
    title = Q("match_phrase", **{TITLE: {"query": text, "boost": TITLE_COUNTS}})
    found = Q("dis_max", queries=[title, Q("match_phrase", **{TEXT: text})])
    if not whole_words:
        return found
    words = [Q("term", **{"parts.words": word}) for word in zhtext.asked_within_words(phrase)]
    return Q("bool", must=[found], filter=words)


def _title(term: zhtext.Term, *, goes_on: bool) -> Condition:
    """In a title as it is written or, for one word that is not Han, as it sounds."""
    found = []
    for phrase in term.alternatives:
        text = " ".join(phrase)
        on = goes_on and not is_han(phrase[-1])
        ending: dict[str, Any] = {"query": text, "max_expansions": MOST_ENDINGS}
        found.append(Q("match_phrase_prefix", title=ending) if on else Q("match_phrase", title=text))
        if len(phrase) == 1 and not is_han(text):
            found.append(Q("prefix" if on else "term", sounds=text))
    return Q("bool", should=found, minimum_should_match=1)


def _span(asked: Asked) -> dict[str, int]:
    bounds = {"gte": asked.since, "lt": asked.until}
    return {name: microseconds(moment) for name, moment in bounds.items() if moment}


def _condition(facet: Facet, values: tuple[str, ...]) -> Condition:
    """One of the values. One query of the register for units and for lines."""
    wanted: Collection[Any] = values
    if facet == Facet.UNIT:
        wanted = units.named(values)
    elif facet == Facet.LINE:
        wanted = units.in_lines(values)
    elif facet == Facet.YEAR:
        wanted = [int(year) for year in values if year.isdecimal() and len(year) == 4]
    return Q("terms", **{COLUMNS[facet]: list(wanted)})


def _count(search: Search, facet: Facet, others: list[Condition]) -> None:
    counted = A("terms", field=COLUMNS[facet], size=MOST_VALUES)
    search.aggs.bucket(facet.value, A("filter", Q("bool", filter=others))).bucket("values", counted)
