"""A heat map as numbers: rows × states, how strong each cell is, and where it stands in the drawing.

The server draws it as SVG. Every cell says its number, every column its word: colour is never alone, and the shades
are of one strength for one share, so that they tell apart in any eyes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe

from cms.obligations.district import NOTHING, Tally
from cms.obligations.states import ObligationState

S = ObligationState
COLUMNS = (S.OVERDUE, S.SOON, S.PENDING, S.LATE, S.MET, S.NIL, S.WAIVED)
"""The most pressing state first."""
NAME, CELL, ROW, HEAD = 250, 92, 36, 40
FAINT, STRONG = 0.10, 0.55


@dataclass
class Row:
    """One line or one unit: its name, where a click leads, how many units, states → counts, and what fell due."""

    name: str
    url: str
    units: int = 1
    counts: Mapping[ObligationState, int] = field(default_factory=dict)
    tally: Tally = NOTHING

    def count(self, state: ObligationState) -> int:
        return self.counts.get(state, 0)


@dataclass(frozen=True)
class Cell:
    state: ObligationState
    x: int
    n: int
    strength: float

    def svg(self, y: int, baseline: int) -> str:
        none = "" if self.n else " heat__n--none"
        return (
            f'<rect class="heat__cell heat--{self.state.value}" x="{self.x}" y="{y}" width="{CELL - 2}"'
            f' height="{ROW - 2}" rx="2" fill-opacity="{self.strength:.2f}"/>'
            f'<text class="heat__n{none}" x="{self.x + CELL // 2}" y="{baseline}">{self.n}</text>'
        )


@dataclass(frozen=True)
class Drawn:
    """A row in the drawing: its upper edge, its cells."""

    row: Row
    y: int
    cells: list[Cell]

    @property
    def baseline(self) -> int:
        return self.y + ROW // 2 + 5

    @property
    def svg(self) -> SafeString:
        """The cells. Not left to the template, which would take half of the page's time for them."""
        return mark_safe("".join(cell.svg(self.y, self.baseline) for cell in self.cells))  # noqa: S308 -- numbers only

    @property
    def numbers(self) -> SafeString:
        """What is in the table, in the order of its columns."""
        tally = self.row.tally
        found = [*(cell.n for cell in self.cells), tally.due, tally.met, tally.on_time]
        shares = ["—" if share is None else f"{share}%" for share in (tally.coverage, tally.timeliness)]
        return mark_safe("".join(f'<td class="number">{one}</td>' for one in (*found, *shares)))  # noqa: S308 -- numbers only


@dataclass(frozen=True)
class Heat:
    rows: list[Drawn]
    total: Row

    @property
    def width(self) -> int:
        return NAME + CELL * (len(COLUMNS) + 1)

    @property
    def height(self) -> int:
        return HEAD + ROW * len(self.rows)

    @property
    def columns(self) -> list[tuple[ObligationState, int]]:
        """State → middle of its column."""
        return [(state, NAME + CELL * n + CELL // 2) for n, state in enumerate(COLUMNS)]

    @property
    def last(self) -> int:
        """Middle of the column of the figure."""
        return NAME + CELL * len(COLUMNS) + CELL // 2


def draw(rows: Sequence[Row]) -> Heat:
    drawn = [Drawn(row, HEAD + ROW * number, _cells(row)) for number, row in enumerate(rows)]
    return Heat(drawn, total(rows))


def total(rows: Sequence[Row]) -> Row:
    """All rows as one."""
    counts = {state: sum(row.count(state) for row in rows) for state in COLUMNS}
    tally = sum((row.tally for row in rows), NOTHING)
    return Row("", "", sum(row.units for row in rows), counts, tally)


def _cells(row: Row) -> list[Cell]:
    whole = sum(row.counts.values())
    return [
        Cell(state, NAME + CELL * n, row.count(state), _strength(row.count(state), whole))
        for n, state in enumerate(COLUMNS)
    ]


def _strength(n: int, whole: int) -> float:
    return round(FAINT + (STRONG - FAINT) * n / whole, 2) if n else 0.0
