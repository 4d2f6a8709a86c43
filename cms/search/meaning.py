"""Did you mean: words that stand in no document, as the titles have them. Needs no dictionary and no extension.

A word that is written with other characters of the same sound (当费), or as it sounds (dangfei), is looked up among the sounds
of titles; any other that shares characters with titles, with one or two of its own wrong, is compared with their words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cms.publication.queries import reader
from cms.search import zhtext
from cms.search.models import SearchDocument
from cms.search.zhtext.pieces import is_han
from cms.search.zhtext.tsqueries import quoted

MOST_WORDS = 4
LOOKED_AT = 300
"""Titles, the newest."""
SHORTEST, LONGEST = 2, 20
"""Characters of a word that is looked up."""
SHORTEST_COMPARED = 3
TWO_WRONG_FROM = 6
"""Characters from which on two may be wrong."""


def meant(query: str) -> str:
    """The question with words that exist, or '' where none is known. At most three queries a word, and one more."""
    words = query[: zhtext.MAX_CHARACTERS].split()
    if not 0 < len(words) <= MOST_WORDS:
        return ""
    better = [_known(word) or word for word in words]
    if better == words or not _exists(" ".join(better)):
        return ""
    return " ".join(better)


def _known(word: str) -> str:
    """A word of titles in the place of one that is nowhere."""
    pieces = tuple(piece for run in zhtext.runs(word) for piece in run)
    if len(pieces) != 1 or not SHORTEST <= len(pieces[0]) <= LONGEST or _exists(word):
        return ""
    return _of_the_same_sound(pieces[0]) or (_nearest(pieces[0]) if is_han(pieces[0]) else "")


def _exists(text: str) -> bool:
    words = zhtext.tsquery(zhtext.parse(text))
    return words is not None and SearchDocument.objects.using(reader()).filter(v__matches=words).exists()


def _titles(literal: str) -> list[str]:
    rows = SearchDocument.objects.using(reader()).filter(part=0, names__matches=literal)
    return list(rows.order_by("-public_at", "entry_id").values_list("title", flat=True)[:LOOKED_AT])


def _of_the_same_sound(word: str) -> str:
    sound = "".join(zhtext.pinyin(word)[0])
    found = Counter(
        part for title in _titles(f"{quoted(sound)}:*") for part in _spoken(title, sound) if part != word
    )
    return _first(found.items())


def _spoken(title: str, sound: str) -> Iterator[str]:
    """The parts of a title that sound so."""
    for run in zhtext.runs(title):
        characters = [one for piece in run for one in (piece if is_han(piece) else [piece])]
        syllables = zhtext.pinyin("".join(run))[0]
        if len(syllables) != len(characters):
            continue
        for start in range(len(syllables)):
            for end in range(start + 1, len(syllables) + 1):
                if "".join(syllables[start:end]) == sound:
                    yield "".join(characters[start:end])


def _nearest(word: str) -> str:
    """The word of a title that differs least, among those that differ in few enough characters."""
    if len(word) < SHORTEST_COMPARED:
        return ""
    allowed = 2 if len(word) >= TWO_WRONG_FROM else 1
    pairs = " | ".join(quoted(word[at : at + 2]) for at in range(len(word) - 1))
    found: Counter[tuple[int, str]] = Counter()
    for title in _titles(pairs):
        for part in _stretches(title, len(word)):
            wrong = distance(word, part, allowed)
            if wrong <= allowed:
                found[wrong, part] += 1
    least = min((wrong for wrong, _part in found), default=0)
    return _first((part, count) for (wrong, part), count in found.items() if wrong == least)


def _stretches(title: str, length: int) -> Iterator[str]:
    """Han characters of a title that stand together, about as many."""
    for piece in (piece for run in zhtext.runs(title) for piece in run if is_han(piece)):
        for size in range(max(SHORTEST, length - 1), length + 2):
            yield from (piece[at : at + size] for at in range(len(piece) - size + 1))


def distance(left: str, right: str, most: int) -> int:
    """How many characters differ, are too many or missing; `most` + 1 where it is more than that."""
    row = list(range(len(right) + 1))
    for number, one in enumerate(left, 1):
        before, row[0] = row[0], number
        for place, other in enumerate(right, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (one != other))
        if min(row) > most:
            return most + 1
    return row[-1]


def _first(counted: Iterable[tuple[str, int]]) -> str:
    """The most frequent; of those as frequent the first in the order of characters."""
    return min(counted, key=lambda one: (-one[1], one[0]), default=("", 0))[0]
