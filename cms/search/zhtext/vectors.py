"""The tsvector of a text, written as a literal: no parser, dictionary or locale of the server has a say in it."""

from __future__ import annotations

from cms.search.zhtext.lexemes import Lexeme, length, pairs, singles
from cms.search.zhtext.pieces import is_han, runs
from cms.search.zhtext.tsqueries import quoted
from cms.search.zhtext.words import boundaries

LAP = 16_000
"""PostgreSQL knows no place above 16,383: after this many, counting begins again at 1."""
OVERLAP = 64
"""So many places of a lap are also written behind the lap before, for the phrases that cross over."""
MOST_PLACES = 255
"""Of one lexeme; PostgreSQL keeps no more."""
MOST_BYTES = 900_000
"""Of one vector; PostgreSQL takes somewhat more than a million."""
TITLE, BODY = "AB", "CD"
"""Weights: of what lies within a word, and of what crosses into the next."""


def vector(title: str = "", body: str = "") -> str:
    """A literal for `%s::tsvector` of any texts. Weights: title A and B, body C and D; A and C lie within words.

    A body that should be found to its end goes through `split` first.
    """
    lexemes = _Lexemes()
    lexemes.take(title, TITLE)
    lexemes.take(body, BODY)
    return lexemes.literal()


class _Lexemes:
    """Lexeme → place → weight."""

    def __init__(self) -> None:
        self.places: dict[str, dict[int, str]] = {}
        self.next = 0
        self.bytes = 0

    def take(self, text: str, weights: str) -> None:
        for run in runs(text):
            place = self.next
            for piece in run:
                if is_han(piece):
                    self._take_han(piece, place, weights, in_company=len(run) > 1)
                else:
                    self._put(Lexeme(piece, place, True), weights)
                place += length(piece)
            # A place stays empty, so that no phrase reaches from one run into the next.
            self.next = place + 1

    def _take_han(self, han: str, place: int, weights: str, *, in_company: bool) -> None:
        meeting = boundaries(han)
        for lexeme in pairs(han, place, meeting):
            self._put(lexeme, weights)
        # The places of 的 would fill a long text's vector. Kept are those of words, of what adjoins a number, and the
        # first: to PostgreSQL a lexeme without any place has every weight.
        edges = (place, place + len(han) - 1) if in_company else ()
        for lexeme in singles(han, place, meeting):
            wanted = weights == TITLE or lexeme.aligned or lexeme.place in edges
            if wanted or lexeme.text not in self.places:
                self._put(lexeme, weights)

    def _put(self, lexeme: Lexeme, weights: str) -> None:
        if self.bytes >= MOST_BYTES:
            return
        if lexeme.text not in self.places:
            self.places[lexeme.text] = {}
            self.bytes += len(lexeme.text.encode()) + 4
        places = self.places[lexeme.text]
        lap, place = divmod(lexeme.place, LAP)
        for each in (place + 1, LAP + place + 1)[: 2 if lap and place < OVERLAP else 1]:
            if len(places) < MOST_PLACES:
                places[each] = min(places.get(each, "D"), weights[0 if lexeme.aligned else 1])
                self.bytes += 2

    def literal(self) -> str:
        return " ".join(
            f"{quoted(text)}:" + ",".join(f"{place}{weight}" for place, weight in places.items())
            for text, places in self.places.items()
        )
