"""The demonstration district as the workbook has it, counted without the reader under test."""

from collections import Counter

import pytest
from openpyxl import load_workbook

from cms.registry.vocabulary import GuidanceKind, OrgForm, UnitKind
from cms.registry.workbook import LineRow, RelationRow, UnitRow, read_district
from tests.registry.books import DISTRICT, LINES, RELATIONS, UNITS


@pytest.fixture(scope="module")
def district():
    return read_district(DISTRICT)[0]


@pytest.fixture(scope="module")
def sheets():
    book = load_workbook(DISTRICT)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_the_name_is_in_the_title(district):
    assert district.name == "示例区"


def test_every_cell_of_the_units_is_read(district, sheets):
    rows = [
        (
            unit.order,
            unit.name,
            unit.slug,
            str(unit.kind.label),
            str(unit.level.label),
            unit.line_name or None,
            unit.superior_name or None,
            unit.portal_url or None,
            unit.note or None,
        )
        for unit in district.units
    ]
    assert rows == sheets[UNITS][2:]
    assert len(rows) == 90


def test_every_cell_of_the_lines_and_relations_is_read(district, sheets):
    lines = [(line.code, line.name, line.lead_name, line.member_kinds) for line in district.lines]
    assert lines == sheets[LINES][2:]
    assert len(lines) == 12
    relations = [(r.guide_text, r.target_text, str(r.kind.label), r.basis) for r in district.relations]
    assert relations == sheets[RELATIONS][1:]
    assert len(relations) == 9


def test_units_by_line(district):
    assert Counter(unit.line_name for unit in district.units) == {
        "": 1,
        "纪检监察": 2,
        "镇街道园区": 10,
        "村": 10,
        "社区": 10,
        "宣传思想文化": 2,
        "统一战线": 1,
        "政法": 4,
        "区级机关": 15,
        "教育体育": 13,
        "卫生健康": 7,
        "国资国企": 7,
        "社会组织与新兴领域": 8,
    }


def test_units_by_kind_and_by_form(district):
    assert Counter(unit.kind.name for unit in district.units) == {
        "COMMITTEE": 1,
        "DISCIPLINE": 1,
        "WORKING_ORGAN": 7,
        "SUBDISTRICT": 3,
        "TOWN": 5,
        "PARK": 1,
        "DEPARTMENT": 20,
        "MUNICIPAL_STATIONED": 2,
        "SCHOOL": 12,
        "HOSPITAL": 6,
        "SOE": 6,
        "SOCIAL_ORG": 8,
        "VILLAGE": 9,
        "COMMUNITY": 9,
    }
    assert Counter(OrgForm.of_name(unit.name).name for unit in district.units) == {
        "OFFICE": 8,
        "WORKING_COMMITTEE": 5,
        "COMMITTEE": 25,
        "LEADING_GROUP": 17,
        "ORGANISATION": 18,
        "BRANCH": 8,
        "GENERAL_BRANCH": 9,
    }


def test_some_rows_in_full(district):
    assert district.lines[3] == LineRow("L04", "社区", "区委社会工作部", "社区", 6)
    assert district.units[38] == UnitRow(
        name="示例区税务局党委",
        slug="shuiwuj",
        kind=UnitKind.MUNICIPAL_STATIONED,
        level="DISTRICT",
        line_name="区级机关",
        superior_name="区委办公室",
        portal_url="http://shuiwuj.shilicity.example/",
        note="仅网络媒体备案",
        order=39,
        row=41,
    )
    assert district.relations[7] == RelationRow(
        "各条线牵头部门", "本条线各单位", GuidanceKind.LEAD, "底数清、情况明、动态准", 9
    )


@pytest.mark.parametrize(
    ("guide", "kind", "target"),
    [
        ("区委办公室", "OVERALL", {"everyone": True}),
        ("区委直属机关工委", "GUIDE_URGE", {"kinds": ["DEPARTMENT", "WORKING_ORGAN"]}),
        ("区教体局党委", "GUIDE", {"kinds": ["SCHOOL"]}),
        ("区民政局党组", "GUIDE", {"kinds": ["SOCIAL_ORG"]}),
        ("区卫健局党组", "GUIDE", {"kinds": ["HOSPITAL"]}),
        ("区财政局（区国资办）党组", "GUIDE_SUPERVISE", {"kinds": ["SOE"]}),
        ("区委宣传部", "MONITOR", {"everyone": True}),
        ("各条线牵头部门", "LEAD", {"line_members": True}),
        ("镇、街道党（工）委", "BLOCK", {"subordinates": ["VILLAGE", "COMMUNITY"]}),
    ],
)
def test_a_relation_means_somebody(district, guide, kind, target):
    relation = next(row for row in district.relations if row.guide_text == guide)
    assert (relation.kind, relation.target_as_dict()) == (kind, target)
