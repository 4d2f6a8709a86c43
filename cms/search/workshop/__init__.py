"""The admin's search in a unit's own schema: Wagtail's index, in which Chinese is found.

Nothing of Wagtail or modelsearch is changed: their PostgreSQL backend with another way to take a text apart
(`indexing`) and to read what was typed (`querying`).
"""

from modelsearch.backends.database.fallback import DatabaseSearchBackend
from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend

from cms.search.workshop.indexing import Index
from cms.search.workshop.querying import AutocompleteCompiler, Compiler


class SearchBackend(PostgresSearchBackend):
    index_class = Index
    query_compiler_class = Compiler
    autocomplete_query_compiler_class = AutocompleteCompiler

    def search(self, query, model_or_queryset, fields=None, **options):
        if fields is not None:
            return _plainly.search(query, model_or_queryset, fields=fields, **options)
        return super().search(query, model_or_queryset, **options)

    def autocomplete(self, query, model_or_queryset, fields=None, **options):
        if fields is not None:
            return _plainly.autocomplete(query, model_or_queryset, fields=fields, **options)
        return super().autocomplete(query, model_or_queryset, **options)


_plainly = DatabaseSearchBackend({})
"""For some fields of many: the index keeps no field apart, and the database cannot take Chinese apart. By icontains."""
