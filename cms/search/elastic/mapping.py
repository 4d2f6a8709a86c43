"""What an index keeps of an entry, by what the service can do."""

from __future__ import annotations

from elasticsearch import BadRequestError, Elasticsearch
from elasticsearch.dsl import Keyword, Long, Mapping, Nested, Text, analyzer

STANDARD = "standard"
"""Every Han character is a word of its own: a phrase of them is what PostgreSQL's pairs are."""
_bigrams = analyzer("bi", tokenizer="standard", filter=["cjk_width", "lowercase", "cjk_bigram"])
REFINEMENTS = {
    "bi": {"analyzer": _bigrams},
    "smartcn": {"analyzer": "smartcn"},
    "ik": {"analyzer": "ik_max_word", "search_analyzer": "ik_smart"},
}
"""Sub-fields that may exist. They only ever change the order of what `standard` found."""


def refinements(client: Elasticsearch) -> list[str]:
    """Those that this service can do."""
    return [name for name in REFINEMENTS if _can(client, name)]


def _can(client: Elasticsearch, name: str) -> bool:
    try:
        for each in REFINEMENTS[name].values():
            definition = {"analyzer": each} if isinstance(each, str) else each.get_definition()
            wanted = {key: value for key, value in definition.items() if key != "type"}
            client.indices.analyze(text="党务公开", **wanted)
    except BadRequestError:
        return False
    return True


def mapping(names: list[str]) -> Mapping:
    """An entry is one document: so it is counted once, however many parts of it match."""
    fields = {name: Text(**REFINEMENTS[name]) for name in names}
    found = Mapping()
    found.meta("dynamic", "strict")
    found.meta("_meta", refinements=names)
    for name in ("tenant", "visibility", "item", "form"):
        found.field(name, Keyword())
    for name in ("unit", "year", "version", "size"):
        found.field(name, "integer")
    found.field("entry", Keyword())
    # Microseconds, as the ledger has them: a date of Elasticsearch has thousandths.
    found.field("at", Long())
    found.field("title", Text(analyzer=STANDARD))
    found.field("sounds", Keyword())
    words = Keyword(doc_values=False)
    text = {name: Text(analyzer=STANDARD, fields=dict(fields)) for name in ("title", "text")}
    found.field("parts", Nested(properties={**text, "words": words}))
    return found
