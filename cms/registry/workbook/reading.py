"""Reading a district's workbook whole, with every problem named at once."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from cms.registry.spreadsheet import (
    Grid,
    Problem,
    Unreadable,
    hidden_sheets,
    in_order,
    plain,
    read_grids,
)
from cms.registry.vocabulary import GuidanceKind, UnitKind, UnitLevel
from cms.registry.workbook.checks import check_leads, check_units, portal_problem, slug_problem
from cms.registry.workbook.rows import TARGETS, District, LineRow, RelationRow, UnitRow
from cms.registry.workbook.tables import HEADERS, LINES, RELATIONS, UNITS, Table, find_table

DISTRICT_NAME = re.compile(r"([一-鿿]{1,11}?[区县市旗])党务公开")


def read_district(path: Path) -> tuple[District, list[Problem]]:
    """The district and all that is wrong with the workbook. With an error among it, load nothing of it."""
    try:
        grids = {plain(grid.name): grid for grid in read_grids(path)}
        problems = _missing_sheets(path, grids)
    except Unreadable as error:
        return District(), [Problem("error", str(error))]
    found = {sheet: find_table(sheet, grids[sheet], problems) for sheet in HEADERS if sheet in grids}
    tables = {sheet: table for sheet, table in found.items() if table is not None}
    district = District(
        name=_district_name(grids),
        lines=_lines(tables[LINES]) if LINES in tables else [],
        units=_units(tables[UNITS]) if UNITS in tables else [],
        relations=_relations(tables[RELATIONS]) if RELATIONS in tables else [],
        places={sheet: table.letters() for sheet, table in tables.items()},
    )
    for table in tables.values():
        problems += table.problems
    if UNITS in tables:
        problems += check_units(district, have_lines=LINES in tables)
        problems += check_leads(district)
    return _by_the_same_names(district), in_order(problems)


def _missing_sheets(path: Path, grids: dict[str, Grid]) -> list[Problem]:
    missing = [name for name in HEADERS if name not in grids]
    hidden = {plain(name) for name in hidden_sheets(path)} if missing else set()
    texts = {False: _("缺少工作表“%(name)s”"), True: _("工作表“%(name)s”是隐藏的，请取消隐藏")}
    return [Problem("error", texts[name in hidden] % {"name": name}, name) for name in missing]


def _district_name(grids: dict[str, Grid]) -> str:
    """示例区 from a title such as 示例区党务公开单位名录; '' when no title says it."""
    for grid in grids.values():
        for row in range(1, min(3, grid.height) + 1):
            found = DISTRICT_NAME.search(re.sub(r"\d+年度?", "", plain(grid.text(row, 1))))
            if found:
                return found[1]
    return ""


def _chosen(table: Table, row: int, values: dict[str, str], name: str, choices):
    labels = {plain(str(choice.label)): choice for choice in choices}
    found = labels.get(plain(values[name]))
    if found is None and values[name]:
        allowed = "、".join(str(choice.label) for choice in choices)
        text = _("不认识“%(value)s”，应为：%(allowed)s") % {"value": values[name], "allowed": allowed}
        table.error(text, row, name)
    return found


def _lines(table: Table) -> list[LineRow]:
    table.refuse_duplicates("code", "name")
    found = []
    for row, values in table.rows:
        table.require(row, values, "code", "name", "lead_name")
        line = LineRow(values["code"], values["name"], values["lead_name"], values["member_kinds"], row)
        found.append(line)
    return found


def _order(text: str, number: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else number


def _units(table: Table) -> list[UnitRow]:
    table.refuse_duplicates("name", "slug")
    found = []
    for number, (row, values) in enumerate(table.rows, 1):
        table.require(row, values, "name", "slug", "kind", "level")
        for name, look in (("slug", slug_problem), ("portal_url", portal_problem)):
            reason = look(values[name]) if values[name] else None
            if reason:
                table.error(reason, row, name)
        unit = UnitRow(
            name=values["name"],
            slug=values["slug"],
            kind=_chosen(table, row, values, "kind", UnitKind),
            level=_chosen(table, row, values, "level", UnitLevel),
            line_name=values["line_name"],
            superior_name=values["superior_name"],
            portal_url=values["portal_url"],
            note=values["note"],
            order=_order(values["order"], number),
            row=row,
        )
        found.append(unit)
    return found


def _relations(table: Table) -> list[RelationRow]:
    found: dict[tuple[str, ...], RelationRow] = {}
    for row, values in table.rows:
        table.require(row, values, "guide_text", "target_text", "kind")
        if values["target_text"] and plain(values["target_text"]) not in {plain(text) for text in TARGETS}:
            table.error(_("不认识的对象“%(name)s”") % {"name": values["target_text"]}, row, "target_text")
        kind = _chosen(table, row, values, "kind", GuidanceKind)
        relation = RelationRow(values["guide_text"], values["target_text"], kind, values["basis"], row)
        key = (plain(relation.guide_text), plain(relation.target_text), str(kind))
        first = found.setdefault(key, relation)
        if first is not relation and all(key):
            table.error(_("与第%(row)s行是同一个关系") % {"row": first.row}, row, "guide_text")
    return list(found.values())


def _by_the_same_names(district: District) -> District:
    """Every mention of a line or unit written as its own row writes it: full width, spaces and all."""
    units = {plain(unit.name): unit.name for unit in district.units}
    lines = {plain(line.name): line.name for line in district.lines}
    return replace(
        district,
        lines=[replace(r, lead_name=units.get(plain(r.lead_name), r.lead_name)) for r in district.lines],
        units=[
            replace(
                row,
                line_name=lines.get(plain(row.line_name), row.line_name),
                superior_name=units.get(plain(row.superior_name), row.superior_name),
            )
            for row in district.units
        ],
        relations=[
            replace(row, guide_text=units.get(plain(row.guide_text), row.guide_text))
            for row in district.relations
        ],
    )
