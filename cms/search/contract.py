"""What a search engine answers and takes. Two keep to it: PostgreSQL (the default) and Elasticsearch.

What is searched are the rows of `SearchDocument`: an entry is part 0, the text of its attachments the parts after it. An
engine finds parts and answers entries, each once, by its best part. For the same question two engines give the same set of
entries, the same total and the same counts; only the order within one kind of `Order.RELEVANCE` is their own.

A question is words with spaces between, all of which must stand in one part (title included) as written: `zhtext.parse` reads
it, synonyms included, and every engine matches what it made of it. Questions never say whose entries are meant: an engine asks
`tenants.context` and shows a unit's site its own, the district's site everybody's.
"""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cms.search.models import SearchDocument

MOST_COUNTED = 3_000
"""A total above it is told as this number and `capped`."""
MOST_RANKED = 3_000
"""How many matches are put in order of relevance, the newest of them: no page lies beyond."""
MOST_CHOICES = 50
"""How many values of a facet are told, those with the most entries."""


class Facet(enum.StrEnum):
    """What a result is narrowed by. Values are strings."""

    UNIT = "unit"
    """Unit.slug"""
    LINE = "line"
    """DisclosureLine.code; a unit's line of today, which the register knows and no index (cms/search/lines.py)."""
    ITEM = "item"
    """Entry.item_code"""
    FORM = "form"
    """Entry.kind: 'article', or the form that it was filled in by"""
    YEAR = "year"
    """Of public_at, in the district's time: '2026'"""


class Order(enum.StrEnum):
    RELEVANCE = "relevance"
    """Best first; without a question, as NEWEST."""
    NEWEST = "newest"
    """By public_at, then by uuid."""
    OLDEST = "oldest"


@dataclass(frozen=True)
class Asked:
    """A question. An empty one asks for everything public; one that has neither letters nor digits finds nothing."""

    query: str = ""
    chosen: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    """Of each facet the values that count: one of these. A facet that is missing, or empty, narrows nothing."""
    since: dt.datetime | None = None
    """public_at from here (inclusive)"""
    until: dt.datetime | None = None
    """public_at before this"""
    whole_words: bool = False
    """Only where what was asked stands as a word: 学会 does not match 大学会议."""
    order: Order = Order.RELEVANCE
    start: int = 0
    """How many entries to pass over."""
    limit: int = 20
    facets: bool = True
    """Whether to count what the result could be narrowed by."""


@dataclass(frozen=True)
class Hit:
    """An entry, by the part of it that matched best. What it looks like is read from the ledger (cms/search/showing.py)."""

    entry: uuid.UUID
    part: int = 0
    """SearchDocument.part; above 0 it is in an attachment."""
    score: float = 0.0
    """Compares within one answer alone."""


@dataclass(frozen=True)
class Choice:
    """A value of a facet, and in how many entries it is."""

    value: str
    count: int


@dataclass(frozen=True)
class Found:
    """What was found. Each facet is counted with the choices of all the others, and none of its own."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    capped: bool = False
    """There are more than `total`. Facets are then counted among more than those, though an engine may leave it open whether
    each has the words side by side: they say about how many there are."""
    facets: Mapping[Facet, tuple[Choice, ...]] = field(default_factory=dict)
    """Most entries first, then by value. Those that were chosen are there too, with 0 where they match nothing."""
    meant: str = ""
    """Another spelling that finds something, where this one finds nothing. Not the engine's: cms/search/meaning.py."""
    notice: str = ""
    """What readers must know of the answer, e.g. that another engine gave it. For people."""


@dataclass(frozen=True)
class Suggestion:
    """A title that goes on from what was typed, and the newest entry that bears it."""

    text: str
    entry: uuid.UUID


@dataclass(frozen=True)
class Status:
    """How an engine stands to the rows that it should answer from."""

    engine: str
    documents: int
    """How many it holds"""
    expected: int
    """How many there are in the ledger"""
    detail: str = ""
    """For people: version, index, what is wrong."""


Progress = Callable[[str, int, int], None]
"""What is being done, how much of it, out of how much."""


class Unavailable(RuntimeError):
    """An engine cannot be asked now. Whoever asked takes the other one."""

    for_people = True


class SearchEngine(Protocol):
    """One engine. `search` and `suggest` are asked in a request, with a tenant bound, and raise Unavailable."""

    name: str
    reads_ledger: bool
    """Whether the ledger's own table is what it searches: then nothing is ever fed to it."""

    def index(self, documents: Iterable[SearchDocument]) -> None:
        """Take in rows of the bound unit, over any of the same key that are not of a later version."""

    def delete(self, keys: Iterable[str]) -> None:
        """Forget documents of the bound unit (`SearchDocument.key`). Those that are not there do not matter."""

    def search(self, asked: Asked) -> Found: ...

    def suggest(self, typed: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Titles that hold what was typed, newest first, each once: Chinese, or pinyin and initials (cms/search/sounds.py)
        from any character on. Nothing for a single letter."""

    def rebuild(self, *, progress: Progress) -> int:
        """Take in every row of the ledger anew, while it goes on answering. Returns how many. No tenant is bound."""

    def mend(self) -> int:
        """Bring what it keeps to what the ledger says, entry by entry, while it goes on answering: after an outage that
        tasks did not outlast. Returns how many entries differed. No tenant is bound. Raises Unavailable."""

    def status(self) -> Status: ...

    def discard(self) -> None:
        """Leave nothing of what it keeps beside the ledger. Until it is rebuilt it is Unavailable."""
