"""What was typed in the admin, as a question to the index."""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Value
from modelsearch.backends.database.postgres.postgres import (
    PostgresAutocompleteQueryCompiler,
    PostgresSearchQueryCompiler,
)
from modelsearch.query import Phrase, PlainText

from cms.search.zhtext import Query, Term, parse, pieces, tsquery

WEIGHTS = [0.02, 0.5, 0.15, 1.0]
"""What D, C, B and A count for: titles before bodies, whole words before what crosses them."""


class Literal(SearchQuery):
    """A tsquery that is written out. One that is empty finds nothing."""

    template = "(%(expressions)s)::tsquery"


class Chinese:
    """Of either compiler: how texts become queries. How queries are combined and ranked stays modelsearch's."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.sql_weights = WEIGHTS

    def build_tsquery_content(self, query, config=None, invert=False):
        if isinstance(query, PlainText):
            parsed = parse(query.query_string)
            asked = [parsed] if query.operator == "and" else [Query((term,)) for term in parsed.terms]
        elif isinstance(query, Phrase):
            phrase = pieces(query.query_string)
            asked = [Query((Term((phrase,)),))] if phrase else []
        else:
            return super().build_tsquery_content(query, config=config, invert=invert)
        written = [tsquery(each, prefix=self.LAST_TERM_IS_PREFIX) for each in asked if each]
        return Literal(Value(" | ".join(written)), invert=invert and bool(written))


class Compiler(Chinese, PostgresSearchQueryCompiler):
    def get_index_vectors(self, search_query):
        return [(F("index_entries__title"), 1.0), (F("index_entries__body"), 1.0)]


class AutocompleteCompiler(Chinese, PostgresAutocompleteQueryCompiler):
    """While somebody types: the last word may go on."""
