"""目录执行: of what the catalog foresaw, how much became public, and how much in time."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from plugins.evaluation.engine.case import Case
from plugins.evaluation.engine.cells import EXCUSED, WAIVED, Cell
from plugins.evaluation.engine.exact import ONE, ZERO
from plugins.evaluation.engine.formulas.result import Found, formula, share


@formula()
def covered(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """Cells met, late or not, of the cells foreseen."""
    return _counted(
        case,
        [cell for cell in case.cells.due if cell.state not in (WAIVED, EXCUSED)],
        lambda cell: cell.credit,
    )


@formula()
def on_time(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """Cells met by their day, of the cells foreseen. A new unit's late ones are forgiven."""
    scored = [
        cell
        for cell in case.cells.due
        if cell.state != WAIVED and (cell.in_time == ONE or not (cell.young or cell.relieved))
    ]
    return _counted(case, scored, lambda cell: cell.in_time)


def _counted(case: Case, cells: list[Cell], credit: Callable[[Cell], Fraction]) -> Found:
    base = [cell for cell in cells if cell.base]
    missed = [cell for cell in cells if not cell.base and credit(cell) < ONE]
    lost = sum((ONE - credit(cell) for cell in missed), ZERO)
    population = len(base) + case.cells.missing()
    if not population + lost:
        return Found(None, "nothing_due")
    passed = sum((credit(cell) for cell in base), ZERO)
    short = (cell.key for cell in cells if credit(cell) < ONE)
    return share(passed, population, (cell.key for cell in cells), short, beyond=lost)
