"""What of an object is kept in the index of its unit."""

from __future__ import annotations

from functools import cached_property

from modelsearch.backends.database.postgres.postgres import ObjectIndexer, PostgresIndex
from modelsearch.utils import get_content_type_pk

from cms.search.zhtext import vector


class Indexer(ObjectIndexer):
    """Vectors as literals, which the database takes without a parser of its own."""

    @cached_property
    def title(self):
        return vector(title=self.title_text)

    def as_vector(self, texts, for_autocomplete=False):
        """Of the body's fields, or of those that are completed while somebody types."""
        return vector(body="\n".join(text for text, _weight in texts))


KEPT = ("title", "autocomplete", "body", "title_text", "body_text")


class Index(PostgresIndex):
    def add_items(self, model, objs):
        """As modelsearch does it, with our indexer: it has no place to name one."""
        if not model.get_search_fields():
            return
        content_type = get_content_type_pk(model)
        self.entries.model.objects.bulk_create(
            [self._entry(content_type, Indexer(each, self.backend)) for each in objs],
            update_conflicts=True,
            unique_fields=["content_type", "object_id"],
            update_fields=KEPT,
        )

    def _entry(self, content_type, indexer):
        kept = {name: getattr(indexer, name) for name in KEPT}
        return self.entries.model(content_type_id=content_type, object_id=indexer.id, **kept)

    def _refresh_title_norms(self, full=False):
        """Not wanted: each saving would average the whole table, for a ranking that does without."""

    def reset(self):
        """In the bound schema. modelsearch would ask every connection, and some of ours see no such table."""
        self.entries.all()._raw_delete(using=self.write_connection.alias)
