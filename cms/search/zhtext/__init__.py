"""Chinese text for searching, without Django: what both engines and the admin's search take apart and mark alike.

A text becomes pieces: stretches of Han characters, and words of anything else that has letters or digits. An engine
keeps the pieces with their places; a query is pieces that must stand side by side.
"""

from cms.search.zhtext.highlighting import highlight, marked
from cms.search.zhtext.lexemes import asked_within_words, within_words
from cms.search.zhtext.normal import normalise
from cms.search.zhtext.pieces import pieces, runs
from cms.search.zhtext.queries import MAX_CHARACTERS, Phrase, Query, Term, parse
from cms.search.zhtext.sounds import pinyin
from cms.search.zhtext.splitting import split
from cms.search.zhtext.tsqueries import tsquery, tsquery_anywhere
from cms.search.zhtext.vectors import vector

__all__ = [
    "MAX_CHARACTERS",
    "Phrase",
    "Query",
    "Term",
    "asked_within_words",
    "highlight",
    "marked",
    "normalise",
    "parse",
    "pieces",
    "pinyin",
    "runs",
    "split",
    "tsquery",
    "tsquery_anywhere",
    "vector",
    "within_words",
]
