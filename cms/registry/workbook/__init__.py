"""The district as one workbook: 条线, 单位, 指导关系."""

from cms.registry.workbook.checks import portal_problem, slug_problem
from cms.registry.workbook.reading import read_district
from cms.registry.workbook.rows import District, LineRow, RelationRow, UnitRow
from cms.registry.workbook.tables import LINES, RELATIONS, UNITS

__all__ = [
    "LINES",
    "RELATIONS",
    "UNITS",
    "District",
    "LineRow",
    "RelationRow",
    "UnitRow",
    "portal_problem",
    "read_district",
    "slug_problem",
]
