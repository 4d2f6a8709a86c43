"""What a district's workbook says, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field

from cms.registry.spreadsheet import Problem, plain
from cms.registry.vocabulary import GuidanceKind, UnitKind, UnitLevel

EVERYONE = {"everyone": True}
# Whom the plan's words mean. New wording is a line here.
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
    """`kind` and `level` are None only in a workbook with errors."""

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
    """A whole workbook. `places` tells the column letter of a field: sheet → field → letter."""

    name: str = ""
    lines: list[LineRow] = field(default_factory=list)
    units: list[UnitRow] = field(default_factory=list)
    relations: list[RelationRow] = field(default_factory=list)
    places: dict[str, dict[str, str]] = field(default_factory=dict)

    def problem(self, message: str, sheet: str, row: int, name: str) -> Problem:
        """An error at a field of a row."""
        return Problem("error", message, sheet, row, self.places.get(sheet, {}).get(name), name)
