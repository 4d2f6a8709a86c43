"""What the demonstration's own workbooks know of a unit: who is below it, and how its catalog is made up."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import openpyxl

DATA = Path(__file__).parents[1] / "data"
FORMS = ("党总支", "党委")


@cache
def _rows(sheet: str) -> tuple[tuple, ...]:
    book = openpyxl.load_workbook(DATA / "district.xlsx", read_only=True)
    try:
        return tuple(book[sheet].iter_rows(values_only=True))
    finally:
        book.close()


def subordinates(name: str) -> list[tuple[str, str]]:
    """(name, kind in Chinese) of the units directly below one, in the workbook's order."""
    return [(row[1], row[3]) for row in _rows("单位")[2:] if row[6] == name]


def communities(name: str) -> tuple[str, ...]:
    """Villages and communities below a town or street, without their form of organisation."""
    below = [unit for unit, kind in subordinates(name) if kind in ("村", "社区")]
    for form in FORMS:
        below = [unit.removesuffix(form) for unit in below]
    return tuple(below)


@cache
def catalogue(slug: str) -> tuple[tuple[str, int, int], ...]:
    """(section, items, items for society) of a unit's catalog; empty when the demonstration has none of it."""
    path = DATA / "catalogs" / f"{slug}.xlsx"
    if not path.exists():
        return ()
    sheet = openpyxl.load_workbook(path).active
    every, public, section = Counter(), Counter(), ""
    for row in sheet.iter_rows(min_row=5, values_only=True):
        if not row[1]:
            continue
        section = row[2] or section
        every[section] += 1
        public[section] += row[6] == "√"
    return tuple((name, count, public[name]) for name, count in every.items())
