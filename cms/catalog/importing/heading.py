"""What stands above a catalog's table: its title, the unit, the day it was filed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cms.registry.spreadsheet import Grid, Problem, read_date

UNIT = re.compile(
    r"(?:填报|编制|公开)单位\s*[:：]\s*(.*?)\s*(?:（盖章）|\(盖章\)|\s{2,}|(?:填报|编制)?日期|$)"
)
LONGEST_TITLE = 100
DATE = re.compile(r"日\s*期\s*[:：]\s*(.*)")


@dataclass
class Heading:
    title: str
    unit_name: str = ""
    filed_on: dt.date | None = None
    problem: Problem | None = None


def _answer(grid: Grid, row: int, column: int, said: str) -> tuple[str, int]:
    """What follows a label: in its own cell, or else in the next one that has text; and the column of it."""
    if said:
        return said, column
    for other in range(column + 1, grid.width + 1):
        if grid.is_anchor(row, other) and (text := grid.text(row, other)):
            # The next question is no answer: nobody filled in this one.
            return ("", column) if UNIT.search(text) or DATE.search(text) else (text, other)
    return "", column


def read_heading(grid: Grid, first: int) -> Heading:
    """What the rows before `first`, and the texts before the table, say. A date with figures that is no day is an error."""
    above = [
        (row, column, grid.text(row, column))
        for row in range(1, min(first, grid.height + 1))
        for column in range(1, grid.width + 1)
        if grid.text(row, column) and grid.is_anchor(row, column)
    ]
    texts = [*grid.above, *(text for _row, _column, text in above)]
    titles = (text for text in texts if "目录" in text and len(text) <= LONGEST_TITLE)
    heading = Heading(next(titles, grid.name))
    for text in grid.above:
        _read_beside(heading, text)
    for row, column, text in above:
        unit, date = UNIT.search(text), DATE.search(text)
        if unit and not heading.unit_name:
            heading.unit_name = UNIT.sub(r"\1", "填报单位：" + _answer(grid, row, column, unit[1])[0])
        if date and heading.filed_on is None:
            said, at = _answer(grid, row, column, date[1])
            heading.filed_on = read_date(said)
            if heading.filed_on is None and re.search(r"\d", said):
                message = _("看不懂日期“%(text)s”，或没有这一天，应如 2026-01-10") % {"text": said.strip()}
                heading.problem = grid.problem("error", message, row, at, "filed_on")
    return heading


def _read_beside(heading: Heading, text: str) -> None:
    """A text outside of the table: it has no cell of its own to point to."""
    unit, date = UNIT.search(text), DATE.search(text)
    if unit and unit[1] and not heading.unit_name:
        heading.unit_name = unit[1]
    if date and heading.filed_on is None:
        heading.filed_on = read_date(date[1])
        if heading.filed_on is None and re.search(r"\d", date[1]):
            message = _("看不懂日期“%(text)s”，或没有这一天，应如 2026-01-10") % {"text": date[1].strip()}
            heading.problem = Problem("error", message, field="filed_on")
