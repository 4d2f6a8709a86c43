"""What is wrong with a district as a whole: names that lead nowhere, circles, addresses that cannot be."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from cms.registry.spreadsheet import Problem, plain
from cms.registry.vocabulary import UnitKind
from cms.registry.workbook.rows import COLLECTIVES, District, UnitRow
from cms.registry.workbook.tables import LINES, RELATIONS, UNITS

HOST_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
RESERVED = frozenset({"www", "admin", "api", "static", "media", "localhost"})


def slug_problem(slug: str) -> str | None:
    """Why a slug cannot be part of an address, or None when it can."""
    if slug in RESERVED:
        return _("“%(slug)s”是保留字，不能用作网址") % {"slug": slug}
    if len(slug) > 63:
        return _("站点标识有 %(count)s 个字符，网址的一段最多 63 个") % {"count": len(slug)}
    if not HOST_LABEL.fullmatch(slug):
        text = _("“%(slug)s”不能用作网址：只用半角小写字母、数字和连字符，不以连字符开头或结尾")
        return text % {"slug": slug}
    if slug[2:4] == "--":
        return _("“%(slug)s”不能用作网址：第三、四个字符不能都是连字符（xn-- 一类有特殊含义）") % {
            "slug": slug
        }
    return None


def portal_problem(url: str) -> str | None:
    """Why an address is none, or None when it is one (or blank)."""
    try:
        parts = urlsplit(url)
        good = not url or (parts.scheme in ("http", "https") and bool(parts.hostname))
    except ValueError:
        good = False
    return None if good else _("“%(url)s”不是网址，应以 http:// 或 https:// 开头") % {"url": url}


def cycles(units: list[UnitRow]) -> list[tuple[list[str], int]]:
    """Each circle of superiors once, from its first unit in the workbook, with that unit's row."""
    above = {plain(unit.name): plain(unit.superior_name) for unit in reversed(units)}
    shown = {plain(unit.name): unit for unit in reversed(units)}
    seen: set[str] = set()
    found = []
    for unit in units:
        path: list[str] = []
        name = plain(unit.name)
        while name and name in above and name not in seen:
            seen.add(name)
            path.append(name)
            name = above[name]
        if name in path:
            circle = [shown[step] for step in path[path.index(name) :]]
            start = min(range(len(circle)), key=lambda at: circle[at].row)
            circle = circle[start:] + circle[:start]
            found.append(([unit.name for unit in [*circle, circle[0]]], circle[0].row))
    return found


def _known(names) -> set[str]:
    return {plain(name) for name in names if name}


def check_units(district: District, *, have_lines: bool) -> list[Problem]:
    """Lines and superiors that do not exist, circles, and the one unit that is the district's own."""
    units, lines = _known(u.name for u in district.units), _known(line.name for line in district.lines)
    found = []
    for unit in district.units:
        if have_lines and unit.line_name and plain(unit.line_name) not in lines:
            text = _("没有条线“%(name)s”") % {"name": unit.line_name}
            found.append(district.problem(text, UNITS, unit.row, "line_name"))
        if unit.superior_name and plain(unit.superior_name) not in units:
            text = _("名录中没有上级“%(name)s”") % {"name": unit.superior_name}
            found.append(district.problem(text, UNITS, unit.row, "superior_name"))
    for circle, row in cycles(district.units):
        text = _("上级关系成环：%(path)s") % {"path": " → ".join(circle)}
        found.append(district.problem(text, UNITS, row, "superior_name"))
    return found + _check_centre(district)


def _check_centre(district: District) -> list[Problem]:
    centres = [unit for unit in district.units if unit.kind == UnitKind.COMMITTEE]
    if not centres:
        return [Problem("error", _("没有类别为“区委”的单位，无法确定中心站点"), UNITS)]
    text = _("类别“区委”只能有一个，第%(row)s行已有") % {"row": centres[0].row}
    return [district.problem(text, UNITS, extra.row, "kind") for extra in centres[1:]]


def check_leads(district: District) -> list[Problem]:
    """Leads and guides that are no unit."""
    units, collectives = _known(unit.name for unit in district.units), _known(COLLECTIVES)
    found = []
    for line in district.lines:
        if line.lead_name and plain(line.lead_name) not in units:
            text = _("名录中没有牵头部门“%(name)s”") % {"name": line.lead_name}
            found.append(district.problem(text, LINES, line.row, "lead_name"))
    for relation in district.relations:
        if relation.guide_text and plain(relation.guide_text) not in units | collectives:
            text = _("名录中没有“%(name)s”") % {"name": relation.guide_text}
            found.append(district.problem(text, RELATIONS, relation.row, "guide_text"))
    return found
