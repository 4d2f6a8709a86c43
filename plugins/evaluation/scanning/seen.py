"""What a rule looks at. Plain values: no database, no request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def letters(text: str) -> int:
    """How many letters and digits there are: dots and spaces fill a page and say nothing."""
    return sum(map(str.isalnum, text))


@dataclass(frozen=True)
class SeenEntry:
    """A public entry as it is today."""

    key: str
    item_code: str
    period_key: str
    title: str
    summary: str
    text: str
    html: str
    path: str
    public_on: dt.date
    files: int = 0
    pictures: int = 0
    fields: Mapping[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    """What its files are called."""

    @property
    def length(self) -> int:
        """Letters and digits of its text. A line that names a file says nothing itself."""
        lines = self.text.splitlines()
        return sum(letters(line) for line in lines if not any(name in line for name in self.names))


@dataclass(frozen=True)
class SeenItem:
    """A public item of the registered catalog."""

    code: str
    title: str
    owed: bool
    """Whether any obligation of it has been due."""
    answered: bool
    """Whether a nil declaration or a waiver of the office stands for its last period."""
    standing: bool = False
    """常年公开: it stands until it changes."""
    confirmed_on: dt.date | None = None


@dataclass(frozen=True)
class SeenSite:
    """A unit's public pages, whole."""

    today: dt.date
    entries: tuple[SeenEntry, ...]
    items: tuple[SeenItem, ...]
    addresses: frozenset[str]
    """Paths that answer on the site: entries, items, the home page."""


@dataclass(frozen=True)
class Fault:
    """One rule that is not kept. `entry` empty: it is about the item."""

    rule: str
    entry: str = ""
    item_code: str = ""
    title: str = ""
    detail: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.rule, self.entry, self.item_code
