"""What is said of a catalog before it is filed: each with its place, its reason, and what would put it right."""

import datetime as dt
from dataclasses import replace

import pytest

from cms.catalog.checks import Rule, citations, findings
from cms.catalog.importing import read_catalog
from tests.catalog.sheets import CATALOGS
from tests.sample import row

KINDS = {
    "central": "COMMITTEE",
    "chengguan": "SUBDISTRICT",
    "hospital01": "HOSPITAL",
    "jiaotiju": "DEPARTMENT",
    "school01": "SCHOOL",
    "soe01": "SOE",
    "village01": "VILLAGE",
}
RULES = [
    Rule("中国共产党党务公开条例（试行）", ("党务公开条例",)),
    Rule("旧办法", replaced_by="新办法"),
    Rule("新办法"),
]


def codes(*rows, kind="", library=()):
    return [(one.code, one.level, one.field) for one in findings(rows, kind=kind, library=library)]


@pytest.mark.parametrize("slug", KINDS)
def test_a_catalog_as_given_has_no_error_and_says_only_why_things_are_not_public(slug):
    found = findings(read_catalog(CATALOGS / f"{slug}.xlsx").items, kind=KINDS[slug])
    assert {one.level for one in found} == {"warning"}
    said = {one.code for one in found}
    assert said == ({"reason_missing", "block_missing"} if slug == "central" else {"reason_missing"})


def test_a_good_item_has_no_finding():
    assert codes(row("TS-01", "机构")) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"scope": None}, ("value_unknown", "error", "scope")),
        ({"scope": "EVERYBODY"}, ("value_unknown", "error", "scope")),
        ({"frequency": "YEARLY"}, ("timing_mismatch", "error", "frequency")),
        ({"basis": ""}, ("basis_missing", "warning", "basis")),
        ({"responsible": " "}, ("responsible_missing", "warning", "responsible")),
        ({"due_workdays": None}, ("limit_missing", "warning", "due_workdays")),
        ({"channels": ()}, ("channel_missing", "warning", "channels")),
        ({"title_hidden": True}, ("title_hidden", "error", "title_hidden")),
        ({"scope": "PARTY", "channels": ("会议",)}, ("reason_missing", "warning", "reason")),
        ({"scope": "PARTY", "channels": ("会议",), "reason": "涉及个人"}, ("review_missing", "doubt", "review_on")),
        (
            {"scope": "PARTY", "reason": "涉及个人", "review_on": dt.date(2027, 1, 1)},
            ("scope_exceeded", "doubt", "channels"),
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_item_is_one_finding_at_its_field(change, found):
    assert codes(replace(row("TS-01", "机构"), **change)) == [found]


def test_both_kinds_of_due_date_keep_an_item_back_and_one_click_leaves_one():
    periodic = replace(row("TS-01", "机构"), timing="PERIODIC", frequency="MONTHLY", due_day=5)
    (found,) = findings([periodic], kind="")
    assert (found.code, found.level, dict(found.values)) == ("limit_twice", "error", {"due_day": None})
    assert codes(replace(periodic, due_workdays=None)) == []


def test_a_fix_that_can_be_applied_does_away_with_its_finding():
    bad = replace(row("TS-01", "机构"), frequency="YEARLY", due_workdays=None, channels=())
    found = findings([bad], kind="")
    assert len(found) == 3
    for one in found:
        bad = replace(bad, **one.values)
    assert findings([bad], kind="") == []


def test_codes_twice_titles_alike_and_every_channel_ticked():
    many = ("公开栏", "会议", "文件")
    rows = [
        row("TS-01", "机构设置与主要职能情况", channels=many),
        row("TS-01", "机构设置与主要职能情况。", channels=("会议",)),
    ]
    assert set(codes(*rows)) == {
        ("code_twice", "error", "code"),
        ("all_channels", "doubt", "channels"),
        ("near_duplicate", "doubt", "title"),
    }


def test_a_block_that_binds_a_kind_is_missed_by_that_kind_alone():
    items = [
        item for item in read_catalog(CATALOGS / "village01.xlsx").items if item.section != "重要事项决策"
    ]
    missing = [one for one in findings(items, kind="VILLAGE") if one.code == "block_missing"]
    assert [(one.level, "重要事项决策" in one.message) for one in missing] == [("error", True)]
    assert not [one for one in findings(items, kind="SCHOOL") if one.code == "block_missing"]


def test_every_block_is_missed_in_an_empty_catalog():
    found = findings([], kind="VILLAGE")
    assert (len(found), {one.level for one in found}) == (11, {"error"})


def test_rules_are_known_by_their_short_names_with_their_clauses():
    found = citations("《党务公开条例》第七条、第十一条；《个人信息保护法》", RULES)
    assert [(one.name, one.clauses, one.rule and one.rule.title) for one in found] == [
        ("党务公开条例", ("第七条", "第十一条"), "中国共产党党务公开条例（试行）"),
        ("个人信息保护法", (), None),
    ]
    assert citations("《中国共产党党务公开条例》", RULES)[0].rule is RULES[0]


@pytest.mark.parametrize(
    ("basis", "found"),
    [
        ("《旧办法》第二条", ("basis_replaced", "warning", "basis")),
        ("《没听说过的规定》", ("basis_unknown", "doubt", "basis")),
        ("有关规定", ("basis_unnamed", "doubt", "basis")),
    ],
)
def test_a_citation_that_does_not_hold(basis, found):
    item = replace(row("TS-01", "机构"), basis=basis)
    assert codes(item, library=RULES) == [found]
    assert codes(item) == []


def test_a_replaced_rule_is_exchanged_by_one_click():
    item = replace(row("TS-01", "机构"), basis="《旧办法》第二条")
    (found,) = findings([item], kind="", library=RULES)
    assert found.values["basis"] == "《新办法》第二条"
