"""Words of the office's list that mean the same, as a question is taken apart with them."""

from __future__ import annotations

import re

from cms.publication.queries import reader
from cms.search import zhtext
from cms.search.models import Synonym

APART = re.compile(r"[\s、,，;；]+")


def synonyms() -> dict[str, list[str]]:
    """Word → what is looked for besides. One query."""
    rows = Synonym.objects.using(reader()).values_list("word", "others")
    return {word: words_in(others) for word, others in rows}


def words_in(text: str) -> list[str]:
    """The words of a list as people write one."""
    return [word for word in APART.split(text) if word]


def understood(query: str) -> zhtext.Query:
    """A question taken apart. One query; none where nothing was asked."""
    return zhtext.parse(query, synonyms=synonyms()) if query.strip() else zhtext.Query()
