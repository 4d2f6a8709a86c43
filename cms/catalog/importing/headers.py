"""Finding the header of a table: which column holds what. The words are data (data/headers.toml)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from cms.catalog.importing.values import meaning
from cms.catalog.importing.words import plain_set, table
from cms.registry.spreadsheet import Grid, Problem, plain

HEADER_ROWS = 15
LEAST = 4
"""A row that explains fewer columns is no header."""
FIELDS: dict[str, list[str]] = table("headers")["fields"]
REQUIRED: list[str] = table("headers")["table"]["required"]
WANTED: list[str] = table("headers")["table"]["wanted"]
NUMBERED = plain_set(table("headers")["table"]["numbered"])
IGNORED = plain_set(table("headers")["table"]["ignored"]) | NUMBERED
WORDS = {plain(word): name for name, words in FIELDS.items() for word in words}
CHANNELS = plain_set(table("words")["channels"]["known"])
IN_BRACKETS = re.compile(r"\(.*?\)|[*:]")
TICKED = ("scope", "approval_level", "channels")
"""Fields that may stand in columns of their own, one for each value, with ticks."""


def label(name: str) -> str:
    """What a field is called."""
    return FIELDS[name][0]


@cache
def known(text: str) -> str | None:
    """The field that a header names, with what stands in brackets or without it."""
    word = plain(text)
    return WORDS.get(word) or WORDS.get(IN_BRACKETS.sub("", word))


def _closed(name: str, text: str) -> str | None:
    """The value of a closed list that a header names by itself."""
    found = meaning(name, text)
    return found[0] if found and found[1] else None


@cache
def value_of_column(group: str | None, own: str) -> tuple[str, str] | None:
    """(field, value) of a column that holds ticks. Without its group only unmistakable words count."""
    if group == "channels" and own:
        return "channels", own
    if group in ("scope", "approval_level"):
        value = _closed(group, own)
        return (group, value) if value else None
    if group is None and plain(own).endswith("公开") and (value := _closed("scope", own)):
        return "scope", value
    if group is None and plain(own) in CHANNELS:
        return "channels", own
    return None


@dataclass
class Layout:
    """Where things stand in a table. `ticks` maps a field's columns to what a tick there means."""

    grid: Grid
    first: int
    columns: dict[str, int] = field(default_factory=dict)
    ticks: dict[str, dict[int, str]] = field(default_factory=dict)
    unread: dict[int, str] = field(default_factory=dict)
    """Columns with a header that nothing here knows."""
    twice: dict[int, str] = field(default_factory=dict)
    """Columns with a field that another column before them has already: not read."""
    number: int | None = None
    """The column of running numbers."""
    words: dict[int, set[str]] = field(default_factory=dict)
    """What the header says above each column."""
    header: int = 0
    """The row in which the header starts."""

    @property
    def score(self) -> int:
        return len(self.columns) + len(self.ticks)

    def has(self, name: str) -> bool:
        """Whether the document has a place for a field at all."""
        return bool(self.ticks.get(name)) or name in self.columns

    def column(self, name: str) -> int | None:
        """The column of a field; of ticks, the first."""
        return self.columns.get(name) or next(iter(self.ticks.get(name, ())), None)

    def read_columns(self) -> list[tuple[str, int]]:
        """(field, column) of every column whose cells are read."""
        return [
            *self.columns.items(),
            *((name, column) for name, values in self.ticks.items() for column in values),
        ]

    def is_header(self, row: int) -> bool:
        """Whether a row below is the header again, as on a second page."""
        texts = {c: plain(self.grid.text(row, c)) for c in range(1, self.grid.width + 1)}
        said = [column for column, text in texts.items() if text]
        again = sum(texts[column] in self.words.get(column, ()) for column in said)
        return again >= 2 and 2 * again >= len(said)

    def is_other_header(self, row: int) -> bool:
        """Whether a row below is a header, but not this one."""
        texts = {known(self.grid.text(row, column)) for column in range(1, self.grid.width + 1)}
        return len(texts - {None}) >= LEAST and not self.is_header(row)

    def reads_like(self, other: Layout) -> bool:
        """Whether two headers say the same of the same columns."""
        return self.columns == other.columns and self.ticks == other.ticks

    def moved(self, grid: Grid, first: int = 1) -> Layout:
        """The same columns for a table that goes on without a header."""
        return replace(self, grid=grid, first=first, unread={}, twice={}, header=first)

    def problem(self, level: str, message: str, name: str = "") -> Problem:
        return self.grid.problem(level, message, self.first - 1, None, name)


def _has_two_rows(grid: Grid, row: int) -> bool:
    return any(grid.anchors.get((row + 1, column), (0, 0))[0] == row for column in range(1, grid.width + 1))


def _header_words(grid: Grid, row: int, column: int) -> tuple[str, str]:
    """(group, own) header of a column whose header starts in `row`: two rows when the second belongs to it."""
    top, below = grid.text(row, column), grid.text(row + 1, column)
    return (top, below) if plain(below) != plain(top) else (top, "")


def layout_at(grid: Grid, row: int) -> Layout:
    """The layout that a header starting in a row would give."""
    two_rows = _has_two_rows(grid, row)
    layout = Layout(grid, row + (2 if two_rows else 1), header=row)
    for column in range(1, grid.width + 1):
        top, below = _header_words(grid, row, column) if two_rows else (grid.text(row, column), "")
        layout.words[column] = {plain(text) for text in (top, below) if text}
        _place(layout, column, top, below)
    return layout


def _place(layout: Layout, column: int, top: str, below: str) -> None:
    own = below or top
    ticks = value_of_column(known(top) if below else None, own)
    name = known(own)
    if ticks:
        layout.ticks.setdefault(ticks[0], {})[column] = ticks[1]
    elif name and name in layout.columns:
        if layout.grid.is_anchor(layout.header, column):
            layout.twice[column] = own
    elif name:
        layout.columns[name] = column
    elif plain(own) in NUMBERED:
        layout.number = layout.number or column
    elif own and plain(own) not in IGNORED and layout.grid.is_anchor(layout.header, column):
        layout.unread[column] = own


def _is_second(text: str) -> bool:
    return bool(_closed("scope", text)) or known(text) in ("section", "title")


def restore_merges(grid: Grid) -> None:
    """Merge what a header of two rows means as merged, where the file does not say so (as csv never does)."""
    for row in range(1, min(HEADER_ROWS, grid.height) + 1):
        columns = range(1, grid.width + 1)
        second = sum(_is_second(grid.text(row + 1, c)) for c in columns)
        grouped = any(known(grid.text(row, c)) in TICKED for c in columns)
        if second < 2 or _has_two_rows(grid, row) or not grouped:
            continue
        for column in columns:
            top, below = grid.text(row, column), grid.text(row + 1, column)
            if top and not below:
                grid.merge((column, row, column, row + 1))
            elif below and not top and column > 1:
                grid.merge((column - 1, row, column, row))
        return


def find_layout(grid: Grid) -> Layout | None:
    """The layout whose header row explains the most columns, or None when no row looks like a header."""
    restore_merges(grid)
    last = min(HEADER_ROWS, grid.height)
    layouts = [layout_at(grid, row) for row in range(1, last + 1)]
    best = max(layouts, key=lambda layout: layout.score, default=None)
    return best if best and best.score >= LEAST else None
