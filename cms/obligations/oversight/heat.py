"""A heat map as numbers: rows × states, how strong each cell is, and where it stands in the drawing.

The server draws it as SVG. Every cell says its number, every column its word: colour is never alone, and the shades
are of one strength for one share, so that they tell apart in any eyes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cms.obligations.states import ObligationState

S = ObligationState
FIRST = (S.OVERDUE, S.SOON, S.PENDING, S.LATE, S.MET, S.NIL)
COLUMNS = (*FIRST, *(state for state in ObligationState if state not in FIRST))
"""The most pressing state first; a state that comes later stands last."""
WITHOUT = {S.PENDING.value, S.SOON.value, "waived"}
"""Not counted in the figures: not due yet, or let off."""
NAME, CELL, ROW, HEAD = 250, 92, 36, 40
FAINT, STRONG = 0.10, 0.55


@dataclass
class Row:
    """One line or one unit: its name, where a click leads, how many units, and states → counts."""

    name: str
    url: str
    units: int = 1
    counts: dict[ObligationState, int] = field(default_factory=dict)

    def add(self, counts: Mapping[ObligationState, int]) -> None:
        for state, n in counts.items():
            self.counts[state] = self.counts.get(state, 0) + n

    def count(self, state: ObligationState) -> int:
        return self.counts.get(state, 0)

    @property
    def due(self) -> int:
        """What is due by today: answered in whatever way, or overdue."""
        return sum(n for state, n in self.counts.items() if state.value not in WITHOUT)

    @property
    def answered(self) -> int:
        return self.due - self.count(S.OVERDUE)

    @property
    def coverage(self) -> int | None:
        return self.answered * 100 // self.due if self.due else None

    @property
    def timeliness(self) -> int | None:
        return (self.answered - self.count(S.LATE)) * 100 // self.due if self.due else None


@dataclass(frozen=True)
class Cell:
    state: ObligationState
    x: int
    n: int
    strength: float

    @property
    def middle(self) -> int:
        return self.x + CELL // 2


@dataclass(frozen=True)
class Drawn:
    """A row in the drawing: its upper edge, its cells."""

    row: Row
    y: int
    cells: list[Cell]

    @property
    def baseline(self) -> int:
        return self.y + ROW // 2 + 5


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


def draw(rows: Iterable[Row]) -> Heat:
    total, drawn = Row("", "", 0), []
    for number, row in enumerate(rows):
        total.units += row.units
        total.add(row.counts)
        drawn.append(Drawn(row, HEAD + ROW * number, _cells(row)))
    return Heat(drawn, total)


def _cells(row: Row) -> list[Cell]:
    whole = sum(row.counts.values())
    return [
        Cell(state, NAME + CELL * n, row.count(state), _strength(row.count(state), whole))
        for n, state in enumerate(COLUMNS)
    ]


def _strength(n: int, whole: int) -> float:
    return round(FAINT + (STRONG - FAINT) * n / whole, 2) if n else 0.0
