"""Real workbooks for the tests: copies of the district's to spoil, and small ones."""

from __future__ import annotations

import zipfile
from pathlib import Path

from openpyxl import Workbook, load_workbook

from cms.registry.vocabulary import GuidanceKind, UnitKind, UnitLevel
from cms.registry.workbook import District, read_district
from cms.registry.workbook.tables import HEADERS

DATA = Path(__file__).parents[2] / "cms/demo/data"
DISTRICT = DATA / "district.xlsx"
LINES, UNITS, RELATIONS = "条线", "单位", "指导关系"


def district_book() -> Workbook:
    """The demonstration district, to be changed."""
    return load_workbook(DISTRICT)


def saved(book: Workbook, folder: Path, name: str = "district.xlsx") -> Path:
    path = folder / name
    book.save(path)
    return path


def errors_of(book: Workbook, folder: Path) -> list[tuple]:
    """(sheet, row, column, message) of every error in a workbook."""
    _district, problems = read_district(saved(book, folder))
    return [(p.sheet, p.row, p.column, p.message) for p in problems if p.level == "error"]


def book_of(district: District) -> Workbook:
    """A workbook that says what `district` does, in the layout of the demonstration's."""
    book = Workbook()
    book.remove(book.active)
    sheets = {name: book.create_sheet(name) for name in HEADERS}
    sheets[UNITS].append([f"{district.name}党务公开单位名录"])
    for name, sheet in sheets.items():
        sheet.append([words[0] for words in HEADERS[name].values()])
    for line in district.lines:
        sheets[LINES].append([line.code, line.name, line.lead_name, line.member_kinds])
    for unit in district.units:
        kind, level = UnitKind(unit.kind).label, UnitLevel(unit.level).label
        row = [unit.order, unit.name, unit.slug, str(kind), str(level), unit.line_name, unit.superior_name]
        sheets[UNITS].append([*row, unit.portal_url, unit.note])
    for relation in district.relations:
        kind = str(GuidanceKind(relation.kind).label)
        sheets[RELATIONS].append([relation.guide_text, relation.target_text, kind, relation.basis])
    return book


def with_part(source: Path, target: Path, part: str, text: bytes) -> Path:
    """A copy of a workbook in which one part says something else."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, text if entry.filename == part else old.read(entry.filename))
        if part not in old.namelist():
            new.writestr(part, text)
    return target
