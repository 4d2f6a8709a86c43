"""The district as one workbook: 条线, 单位, 指导关系. Read whole, with every problem named at once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from cms.registry.spreadsheet import Grid, Problem, Unreadable, in_order, plain, read_grids
from cms.registry.vocabulary import GuidanceKind, UnitKind, UnitLevel

HEADER_ROWS = 10
HOST_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
RESERVED = frozenset({"www", "admin", "api", "static", "media", "localhost"})

# Sheet → field → the words its header may have. The first column whose header is one of them is taken.
LINES, UNITS, RELATIONS = "条线", "单位", "指导关系"
HEADERS = {
    LINES: {
        "code": ("编码", "代码", "条线编码"),
        "name": ("条线", "条线名称"),
        "lead_name": ("牵头部门", "牵头单位"),
        "member_kinds": ("成员类别", "成员单位类别"),
    },
    UNITS: {
        "order": ("序号",),
        "name": ("单位名称", "单位"),
        "slug": ("站点标识", "标识"),
        "kind": ("单位类别", "类别"),
        "level": ("层级",),
        "line_name": ("所属条线", "条线"),
        "superior_name": ("上级(指导)党组织", "上级党组织", "上级组织"),
        "portal_url": ("本单位门户网站", "门户网站"),
        "note": ("备注",),
    },
    RELATIONS: {
        "guide_text": ("牵头(指导)单位", "牵头单位", "指导单位"),
        "target_text": ("对象", "指导对象"),
        "kind": ("关系", "指导关系"),
        "basis": ("依据原文", "依据"),
    },
}
OPTIONAL = {"order", "member_kinds", "portal_url", "note", "basis"}

EVERYONE = {"everyone": True}
TARGETS: dict[str, dict] = {
    "各条线、各单位": EVERYONE,
    "各单位": EVERYONE,
    "区级机关各部门(单位)基层党组织": {"kinds": [UnitKind.DEPARTMENT.value, UnitKind.WORKING_ORGAN.value]},
    "各级学校党的基层组织": {"kinds": [UnitKind.SCHOOL.value]},
    "社会组织中党的基层组织": {"kinds": [UnitKind.SOCIAL_ORG.value]},
    "公立医院党组织": {"kinds": [UnitKind.HOSPITAL.value]},
    "区属国资企业": {"kinds": [UnitKind.SOE.value]},
    "本条线各单位": {"line_members": True},
    "村、社区党组织": {"subordinates": [UnitKind.VILLAGE.value, UnitKind.COMMUNITY.value]},
}
COLLECTIVES = {"各条线牵头部门", "镇、街道党(工)委"}


@dataclass(frozen=True)
class LineRow:
    code: str
    name: str
    lead_name: str
    member_kinds: str
    row: int


@dataclass(frozen=True)
class UnitRow:
    name: str
    slug: str
    kind: UnitKind | None
    level: UnitLevel | None
    line_name: str
    superior_name: str
    portal_url: str
    note: str
    order: int
    row: int


@dataclass(frozen=True)
class RelationRow:
    guide_text: str
    target_text: str
    kind: GuidanceKind | None
    basis: str
    row: int

    def target_as_dict(self) -> dict:
        """Whom the words mean: everyone, kinds, line_members or subordinates."""
        return TARGETS[plain(self.target_text)]


@dataclass
class District:
    name: str = ""
    lines: list[LineRow] = field(default_factory=list)
    units: list[UnitRow] = field(default_factory=list)
    relations: list[RelationRow] = field(default_factory=list)


@dataclass
class Table:
    """A sheet whose header was found: its data rows as field → text, and where each field stands."""

    grid: Grid
    columns: dict[str, int]
    first: int

    def rows(self) -> list[tuple[int, dict[str, str]]]:
        found = []
        for row in self.grid.rows(self.first):
            values = {name: self.grid.text(row, column) for name, column in self.columns.items()}
            if any(values.values()):
                found.append((row, values))
        return found

    def problem(self, message: str, row: int, name: str) -> Problem:
        return self.grid.problem("error", message, row, self.columns.get(name), name)


def _find_table(grid: Grid, problems: list[Problem]) -> Table | None:
    """The header is the row with the most known words within the first ten."""
    words = {plain(word): name for name, synonyms in HEADERS[grid.name].items() for word in synonyms}
    best: dict[str, int] = {}
    at = 1
    for row in range(1, min(HEADER_ROWS, grid.height) + 1):
        columns: dict[str, int] = {}
        for column in range(1, grid.width + 1):
            name = words.get(plain(grid.text(row, column)))
            if name:
                columns.setdefault(name, column)
        if len(columns) > len(best):
            best, at = columns, row
    missing = [synonyms[0] for name, synonyms in HEADERS[grid.name].items() if name not in best and name not in OPTIONAL]
    for header in missing:
        problems.append(Problem("error", _("缺少列“%(name)s”") % {"name": header}, grid.name, at))
    problems += grid.formula_problems()
    return None if missing else Table(grid, best, at + 1)


def read_district(path: Path) -> tuple[District, list[Problem]]:
    """The district and all that is wrong with the workbook. With an error among it, load nothing of it."""
    try:
        grids = {grid.name: grid for grid in read_grids(path)}
    except Unreadable as error:
        return District(), [Problem("error", str(error))]
    problems: list[Problem] = [
        Problem("error", _("缺少工作表“%(name)s”") % {"name": name}) for name in HEADERS if name not in grids
    ]
    tables = {name: _find_table(grids[name], problems) for name in HEADERS if name in grids}
    district = District()
    if tables.get(LINES):
        district.lines = _lines(tables[LINES], problems)
    if tables.get(UNITS):
        district.name = _district_name(tables[UNITS].grid)
        district.units = _units(tables[UNITS], problems)
        _check_units(tables[UNITS], district, tables.get(LINES) is not None, problems)
    if tables.get(RELATIONS):
        district.relations = _relations(tables[RELATIONS], problems)
    if all(tables.get(name) for name in HEADERS):
        _check_leads(tables, district, problems)
    return district, in_order(problems)


def _district_name(grid: Grid) -> str:
    """示例区 from a title such as 示例区党务公开单位名录."""
    found = re.match(r"(.{2,12}?[区县市旗])(?=党务公开)", grid.text(1, 1))
    return found[1] if found else ""


def _required(table: Table, row: int, values: dict[str, str], names: tuple[str, ...], problems: list[Problem]) -> None:
    for name in names:
        if not values[name]:
            header = HEADERS[table.grid.name][name][0]
            problems.append(table.problem(_("“%(name)s”没有填写") % {"name": header}, row, name))


def _duplicates(table: Table, name: str, problems: list[Problem]) -> None:
    rows = table.rows()
    counts = Counter(values[name] for _row, values in rows if values[name])
    first: dict[str, int] = {}
    for row, values in rows:
        value = values[name]
        if counts[value] > 1 and first.setdefault(value, row) != row:
            text = _("“%(value)s”与第%(row)s行重复") % {"value": value, "row": first[value]}
            problems.append(table.problem(text, row, name))


def _lines(table: Table, problems: list[Problem]) -> list[LineRow]:
    for name in ("code", "name"):
        _duplicates(table, name, problems)
    found = []
    for row, values in table.rows():
        _required(table, row, values, ("code", "name", "lead_name"), problems)
        found.append(LineRow(values["code"], values["name"], values["lead_name"], values.get("member_kinds", ""), row))
    return found


def _chosen(table: Table, row: int, values: dict[str, str], name: str, choices, problems: list[Problem]):
    labels = {plain(str(choice.label)): choice for choice in choices}
    found = labels.get(plain(values[name]))
    if found is None and values[name]:
        allowed = "、".join(str(choice.label) for choice in choices)
        text = _("不认识“%(value)s”，应为：%(allowed)s") % {"value": values[name], "allowed": allowed}
        problems.append(table.problem(text, row, name))
    return found


def _units(table: Table, problems: list[Problem]) -> list[UnitRow]:
    for name in ("name", "slug"):
        _duplicates(table, name, problems)
    found = []
    for number, (row, values) in enumerate(table.rows(), 1):
        _required(table, row, values, ("name", "slug", "kind", "level"), problems)
        _check_slug(table, row, values["slug"], problems)
        _check_portal(table, row, values.get("portal_url", ""), problems)
        order = values.get("order", "")
        found.append(
            UnitRow(
                name=values["name"],
                slug=values["slug"],
                kind=_chosen(table, row, values, "kind", UnitKind, problems),
                level=_chosen(table, row, values, "level", UnitLevel, problems),
                line_name=values["line_name"],
                superior_name=values["superior_name"],
                portal_url=values.get("portal_url", ""),
                note=values.get("note", ""),
                order=int(order) if order.isascii() and order.isdigit() and len(order) < 7 else number,
                row=row,
            )
        )
    return found


def _check_slug(table: Table, row: int, slug: str, problems: list[Problem]) -> None:
    if slug and (not HOST_LABEL.fullmatch(slug) or slug in RESERVED):
        text = _("“%(slug)s”不能用作网址：只用小写字母、数字和连字符，不以连字符开头或结尾，且不是保留字")
        problems.append(table.problem(text % {"slug": slug}, row, "slug"))


def _check_portal(table: Table, row: int, url: str, problems: list[Problem]) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        text = _("“%(url)s”不是网址，应以 http:// 或 https:// 开头") % {"url": url}
        problems.append(table.problem(text, row, "portal_url"))


def _check_units(table: Table, district: District, have_lines: bool, problems: list[Problem]) -> None:
    names = {unit.name for unit in district.units}
    lines = {line.name for line in district.lines}
    for unit in district.units:
        if have_lines and unit.line_name and unit.line_name not in lines:
            text = _("没有条线“%(name)s”") % {"name": unit.line_name}
            problems.append(table.problem(text, unit.row, "line_name"))
        if unit.superior_name and unit.superior_name not in names:
            text = _("名录中没有上级“%(name)s”") % {"name": unit.superior_name}
            problems.append(table.problem(text, unit.row, "superior_name"))
    for cycle, row in _cycles(district.units):
        text = _("上级关系成环：%(path)s") % {"path": " → ".join(cycle)}
        problems.append(table.problem(text, row, "superior_name"))
    centres = [unit for unit in district.units if unit.kind == UnitKind.COMMITTEE]
    if not centres:
        problems.append(Problem("error", _("没有类别为“区委”的单位，无法确定中心站点"), UNITS))
    for extra in centres[1:]:
        text = _("类别“区委”只能有一个，第%(row)s行已有") % {"row": centres[0].row}
        problems.append(table.problem(text, extra.row, "kind"))


def _cycles(units: list[UnitRow]) -> list[tuple[list[str], int]]:
    """Each cycle of superiors once, from its first unit in the workbook."""
    above = {unit.name: unit.superior_name for unit in units}
    rows = {unit.name: unit.row for unit in reversed(units)}
    seen: set[str] = set()
    found = []
    for unit in units:
        path: list[str] = []
        name = unit.name
        while name in above and name not in seen:
            seen.add(name)
            path.append(name)
            name = above[name]
        if name in path:
            cycle = path[path.index(name) :]
            found.append(([*cycle, name], rows[name]))
    return found


def _relations(table: Table, problems: list[Problem]) -> list[RelationRow]:
    found = []
    for row, values in table.rows():
        _required(table, row, values, ("guide_text", "target_text", "kind"), problems)
        if values["target_text"] and plain(values["target_text"]) not in TARGETS:
            text = _("不认识的对象“%(name)s”") % {"name": values["target_text"]}
            problems.append(table.problem(text, row, "target_text"))
        kind = _chosen(table, row, values, "kind", GuidanceKind, problems)
        found.append(RelationRow(values["guide_text"], values["target_text"], kind, values.get("basis", ""), row))
    return found


def _check_leads(tables: dict[str, Table], district: District, problems: list[Problem]) -> None:
    names = {unit.name for unit in district.units}
    for line in district.lines:
        if line.lead_name and line.lead_name not in names:
            text = _("名录中没有牵头部门“%(name)s”") % {"name": line.lead_name}
            problems.append(tables[LINES].problem(text, line.row, "lead_name"))
    for relation in district.relations:
        if relation.guide_text and relation.guide_text not in names and plain(relation.guide_text) not in COLLECTIVES:
            text = _("名录中没有“%(name)s”") % {"name": relation.guide_text}
            problems.append(tables[RELATIONS].problem(text, relation.row, "guide_text"))
