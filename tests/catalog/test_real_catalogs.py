"""The seven catalogs as they were given, read cell by cell without the reader under test."""

from collections import Counter

import pytest
from openpyxl import load_workbook

from cms.catalog.importing import read_catalog
from cms.registry.spreadsheet import read_grids
from tests.catalog.sheets import CATALOGS, SLUGS

# slug → items; SOCIETY, PARTY, UNIT, TARGETED; STANDING, PERIODIC, PHASED, IMMEDIATE;
# MONTHLY, QUARTERLY, HALF_YEARLY, YEARLY; NORMAL, IMPORTANT, MAJOR, ESCALATE; key; with a notice; linked
COUNTED = {
    "central": (10, (8, 1, 1, 0), (3, 7, 0, 0), (0, 3, 2, 2), (2, 4, 4, 0), 4, 0, 3),
    "chengguan": (37, (27, 5, 4, 1), (5, 18, 6, 8), (1, 4, 7, 6), (7, 16, 8, 6), 13, 5, 12),
    "hospital01": (24, (14, 3, 6, 1), (4, 11, 2, 7), (1, 4, 3, 3), (7, 9, 5, 3), 9, 4, 13),
    "jiaotiju": (23, (15, 4, 3, 1), (3, 12, 3, 5), (1, 5, 4, 2), (7, 9, 4, 3), 9, 4, 6),
    "school01": (26, (15, 3, 7, 1), (4, 14, 2, 6), (1, 4, 5, 4), (7, 11, 5, 3), 8, 4, 13),
    "soe01": (24, (11, 3, 9, 1), (4, 10, 2, 8), (1, 2, 3, 4), (5, 10, 6, 3), 8, 5, 13),
    "village01": (30, (21, 4, 4, 1), (5, 15, 5, 5), (2, 5, 3, 5), (12, 9, 7, 2), 21, 7, 17),
}
SCOPES = {"社会公开": "SOCIETY", "党内公开": "PARTY", "本单位公开": "UNIT", "特定范围公开": "TARGETED"}
LEVELS = {"一般": "NORMAL", "重要": "IMPORTANT", "重大": "MAJOR", "报批": "ESCALATE"}
SYSTEMS = {
    "政务公开": "GOV",
    "村务公开": "VILLAGE",
    "居务公开": "RESIDENT",
    "校务公开": "SCHOOL",
    "院务公开": "HOSPITAL",
    "厂务公开": "ENTERPRISE",
}
# What documents may say since the register knows it, and these seven do not.
LATER_KEYS = ("reason", "due_day", "form", "review_on", "title_hidden", "change_note", "proposed_code")
# The beginning of a time limit, as it is written in all seven.
TIMINGS = {
    "长期公开，变更后": ("STANDING", "ON_CHANGE"),
    "每月公开，期末后": ("PERIODIC", "MONTHLY"),
    "每季度公开，期末后": ("PERIODIC", "QUARTERLY"),
    "每半年公开，期末后": ("PERIODIC", "HALF_YEARLY"),
    "每年公开，期末后": ("PERIODIC", "YEARLY"),
    "分阶段公开，每一阶段完成后": ("PHASED", "BY_STAGE"),
    "审批通过后": ("IMMEDIATE", "ON_EVENT"),
}


@pytest.fixture(scope="module")
def documents():
    return {slug: read_catalog(CATALOGS / f"{slug}.xlsx") for slug in SLUGS}


def expected(slug: str) -> list[dict]:
    """The items of a catalog, read from its cells with nothing but openpyxl and this layout."""
    sheet = load_workbook(CATALOGS / f"{slug}.xlsx").active
    own = {cell.value: cell.column for cell in sheet[4] if cell.value} | {
        cell.value: cell.column for cell in sheet[3] if cell.value
    }
    channels = range(own["公开方式"], own["公开时限"])
    items, section = [], None
    for row in range(5, sheet.max_row + 1):
        said = {word: sheet.cell(row, column).value for word, column in own.items()}
        if not said["编码"]:
            continue
        section = said["一级事项"] or section
        start = next(start for start in TIMINGS if said["公开时限"].startswith(start))
        days = said["公开时限"].removeprefix(start).split("个工作日")[0]
        items.append(
            {
                "code": said["编码"],
                "section": section,
                "title": said["二级事项"],
                "content": said["公开内容（要素）"],
                "basis": said["公开依据"],
                "scope": next(code for word, code in SCOPES.items() if said[word] == "√"),
                "channels": [
                    sheet.cell(4, column).value for column in channels if sheet.cell(row, column).value == "■"
                ],
                "timing": TIMINGS[start][0],
                "frequency": TIMINGS[start][1],
                "due_workdays": int(days),
                "notice": said["公示期"],
                "responsible": said["责任单位（科室）"],
                "approval_level": LEVELS[said["审批层级"]],
                "key": said["重点事项"] == "是",
                "linked": [SYSTEMS[said["衔接公开"]]] if said["衔接公开"] else [],
                **dict.fromkeys(LATER_KEYS),
            }
        )
    return items


@pytest.mark.parametrize("slug", SLUGS)
def test_every_cell_of_a_catalog_is_read(documents, slug):
    assert documents[slug].as_dict()["items"] == expected(slug)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_catalog_as_given_has_no_problem(documents, slug):
    assert documents[slug].problems == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_catalog_counted(documents, slug):
    items = documents[slug].items

    def count(field: str, *values: str) -> tuple[int, ...]:
        have = Counter(str(getattr(item, field)) for item in items)
        return tuple(have[value] for value in values)

    assert (
        len(items),
        count("scope", "SOCIETY", "PARTY", "UNIT", "TARGETED"),
        count("timing", "STANDING", "PERIODIC", "PHASED", "IMMEDIATE"),
        count("frequency", "MONTHLY", "QUARTERLY", "HALF_YEARLY", "YEARLY"),
        count("approval_level", "NORMAL", "IMPORTANT", "MAJOR", "ESCALATE"),
        sum(item.key for item in items),
        sum(item.notice is not None for item in items),
        sum(bool(item.linked) for item in items),
    ) == COUNTED[slug]


@pytest.mark.parametrize(
    ("slug", "unit"),
    [
        ("central", "区委办公室"),
        ("chengguan", "城关街道党工委"),
        ("hospital01", "区人民医院党组织"),
        ("jiaotiju", "区教体局党委"),
        ("school01", "实验小学党组织"),
        ("soe01", "区城投集团党委"),
        ("village01", "柳河村党总支"),
    ],
)
def test_what_stands_above_the_table(documents, slug, unit):
    document = documents[slug]
    assert (document.title, document.unit_name) == (f"{unit}党务公开目录（2026年版）", unit)
    assert document.filed_on.isoformat() == "2026-01-10"


def test_the_sections_of_a_merged_column(documents):
    sections = Counter(item.section for item in documents["chengguan"].items)
    assert sections == {
        "组织概况": 3,
        "公开制度": 2,
        "决策部署贯彻": 2,
        "工作目标与落实": 3,
        "领导经济社会发展": 6,
        "干部工作": 4,
        "支持保证职权": 3,
        "基层党建责任": 6,
        "作风建设": 2,
        "党风廉政建设": 3,
        "党员群众参与": 3,
    }
    assert len(sections) == 11


def test_a_row_in_full_with_a_notice(documents):
    """Row 16 of 城关街道, as a person reads it."""
    assert documents["chengguan"].items[11].as_dict() == {
        "code": "ZJ-12",
        "section": "领导经济社会发展",
        "title": "城镇规划建设重要决策",
        "content": "规划建设方案（草案）、征求意见情况、决定事项、实施进展",
        "basis": "《党务公开条例》第八条；《重大行政决策程序暂行条例》第十五条",
        "scope": "SOCIETY",
        "channels": ["党务公开专栏", "公开栏", "座谈会"],
        "timing": "PHASED",
        "frequency": "BY_STAGE",
        "due_workdays": 10,
        "notice": "30日（征求意见）",
        "responsible": "规划建设办公室",
        "approval_level": "MAJOR",
        "key": True,
        "linked": ["GOV"],
        **dict.fromkeys(LATER_KEYS),
    }


def test_a_row_in_full_that_leaves_cells_blank(documents):
    """Row 38 of 城关街道: for a certain circle only; no notice, not a key item, linked to nothing."""
    assert documents["chengguan"].items[33].as_dict() == {
        "code": "ZJ-34",
        "section": "党风廉政建设",
        "title": "党员组织处理和纪律处分",
        "content": "处理、处分决定在规定范围内宣布",
        "basis": "《中国共产党纪律处分条例》",
        "scope": "TARGETED",
        "channels": ["会议", "文件"],
        "timing": "IMMEDIATE",
        "frequency": "ON_EVENT",
        "due_workdays": 30,
        "notice": None,
        "responsible": "纪检监察办公室",
        "approval_level": "ESCALATE",
        "key": False,
        "linked": [],
        **dict.fromkeys(LATER_KEYS),
    }


def test_the_order_of_channels_is_that_of_the_document(documents):
    """The village writes its board before its column; the enterprise puts documents third."""
    assert documents["village01"].items[0].channels == ("公开栏", "党务公开专栏")
    assert documents["soe01"].items[2].channels == ("文件", "内网")


def test_footnotes_are_no_items(documents):
    grid = read_grids(CATALOGS / "chengguan.xlsx")[0]
    assert grid.text(43, 1).startswith("说明：")
    assert documents["chengguan"].items[-1].row == 41
