"""The tsquery of a query, written as a literal."""

from __future__ import annotations

from cms.search.zhtext.lexemes import Lexeme, sought
from cms.search.zhtext.pieces import is_han
from cms.search.zhtext.queries import Phrase, Query, Term


def tsquery(query: Query, *, whole_words: bool = False, prefix: bool = False) -> str | None:
    """A literal for `%s::tsquery`; None when there is nothing to look for.

    `whole_words`: two characters must lie within a word wherever they do so in the query (和服 is not in 和服务). `prefix`:
    the last word, if it is not Han, may go on.
    """
    if not query:
        return None
    wanted = [_term(term, whole_words, prefix and term is query.terms[-1]) for term in query.terms]
    excluded = [f"!{_term(term, whole_words, False)}" for term in query.excluded]
    return " & ".join(wanted + excluded)


def tsquery_anywhere(query: Query) -> str | None:
    """A literal that matches whatever the query does, and more: the lexemes of a phrase may stand anywhere in the text.

    An index of words answers it alone. Where it is the literal of `tsquery`, it finds nothing more.
    """
    if not query:
        return None
    wanted = [_alternatives([_anywhere(phrase) for phrase in term.alternatives]) for term in query.terms]
    # That the lexemes of a phrase are there does not say that it is: only one that is a single lexeme is left out here.
    single = [term for term in query.excluded if all(len(_lexemes(one)) == 1 for one in term.alternatives)]
    return " & ".join([*wanted, *(f"!{_term(term, False, False)}" for term in single)])


def _term(term: Term, whole_words: bool, prefix: bool) -> str:
    return _alternatives([_phrase(phrase, whole_words, prefix) for phrase in term.alternatives])


def _alternatives(phrases: list[str]) -> str:
    return "(" + " | ".join(f"({phrase})" for phrase in phrases) + ")"


def _lexemes(phrase: Phrase) -> list[Lexeme]:
    return list(sought(phrase))


def _anywhere(phrase: Phrase) -> str:
    return " & ".join(quoted(lexeme.text) for lexeme in _lexemes(phrase))


def _phrase(phrase: Phrase, whole_words: bool, prefix: bool) -> str:
    written, last = "", 0
    *others, end = _lexemes(phrase)
    for lexeme in [*others, end]:
        goes_on = prefix and lexeme is end and not is_han(phrase[-1])
        label = ("*" if goes_on else "") + ("AC" if whole_words and lexeme.aligned else "")
        written += f" <{lexeme.place - last}> " if written else ""
        written += quoted(lexeme.text) + (f":{label}" if label else "")
        last = lexeme.place
    return written


def quoted(lexeme: str) -> str:
    """A lexeme as literals of both kinds have it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
