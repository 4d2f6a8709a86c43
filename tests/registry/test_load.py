"""Loading changes what differs and nothing else, and what held before keeps its days."""

import datetime as dt
from dataclasses import replace

import pytest

from cms.registry.actions import load
from cms.registry.conflicts import conflicts
from cms.registry.models import (
    DisclosureLine,
    District,
    GuidanceRelation,
    LineLead,
    LineMembership,
    Subordination,
    Unit,
)
from cms.registry.queries import directory, leads
from tenants.context import tenant_scope
from tests.conftest import small_district
from tests.registry.books import book_of, errors_of

pytestmark = pytest.mark.django_db(databases=["default", "central"])
REGISTER = (District, DisclosureLine, Unit, LineMembership, LineLead, Subordination, GuidanceRelation)
LATER = dt.date.today() + dt.timedelta(days=30)
LATEST = LATER + dt.timedelta(days=30)


def register() -> list:
    """Every row of every table of the register."""
    return [list(model.objects.order_by("pk").values()) for model in REGISTER]


def with_unit(district, which: str, **changes):
    """The district with one unit changed."""
    units = [replace(row, **changes) if row.slug == which else row for row in district.units]
    return replace(district, units=units)


def outcomes(part) -> list[tuple]:
    return [(outcome.sheet, outcome.name, *outcome.fields) for outcome in part]


@pytest.fixture
def central(tenant):
    with tenant_scope(tenant("central")) as bound:
        yield bound


def test_the_small_district_is_a_good_workbook(tmp_path):
    assert errors_of(book_of(small_district()), tmp_path) == []


def test_the_second_load_changes_nothing_and_says_so(central):
    before = register()
    report = load(small_district(), on=LATER)
    assert report.is_quiet
    assert len(report.unchanged) == 1 + 2 + 4 + 1
    assert register() == before


def test_an_edited_row_changes_just_that_unit(central):
    before = register()
    report = load(with_unit(small_district(), "tb", note="改", portal_url="http://tb.example/"), on=LATER)
    assert outcomes(report.changed) == [("单位", "乙镇党委", "portal_url", "note")]
    assert (report.created, report.ended, len(report.unchanged)) == ([], [], 7)
    after = register()
    assert [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] == [2]
    changed = [new for old, new in zip(before[2], after[2], strict=True) if old != new]
    assert [(row["slug"], row["note"], row["portal_url"]) for row in changed] == [
        ("tb", "改", "http://tb.example/")
    ]


def test_a_lead_handed_over_mid_year_keeps_its_history(central):
    started = LineLead.objects.get(line__code="L02").valid_from
    district = small_district()
    handed = replace(district, lines=[district.lines[0], replace(district.lines[1], lead_name="乙镇党委")])
    report = load(handed, on=LATER)
    assert outcomes(report.changed) == [("条线", "村", "lead")]
    history = LineLead.objects.filter(line__code="L02").order_by("valid_from")
    assert list(history.values_list("lead__slug", "valid_from", "valid_until")) == [
        ("ta", started, LATER),
        ("tb", LATER, None),
    ]
    line = DisclosureLine.objects.get(code="L02").pk
    assert leads(on=LATER - dt.timedelta(days=1))[line].slug == "ta"
    assert leads(on=LATER)[line].slug == "tb"


def test_a_unit_that_moves_keeps_where_it_was(central):
    district = small_district()
    report = load(with_unit(district, "village", superior_name="乙镇党委", line_name="镇街道"), on=LATER)
    assert outcomes(report.changed) == [("单位", "丙村党总支", "line", "superior")]
    load(district, on=LATEST)
    village = Unit.objects.get(slug="village")
    assert list(
        village.superior_history.order_by("valid_from").values_list("superior__slug", "valid_until")
    ) == [
        ("ta", LATER),
        ("tb", LATEST),
        ("ta", None),
    ]
    then = directory(on=LATER)[village.pk]
    assert (then.line.name, then.superior.slug) == ("镇街道", "tb")
    now = directory(on=LATEST)[village.pk]
    assert (now.line.name, now.superior.slug) == ("村", "ta")


def test_a_superior_that_falls_away_ends(central):
    load(with_unit(small_district(), "village", superior_name="", line_name=""), on=LATER)
    village = Unit.objects.get(slug="village")
    assert (directory(on=LATER)[village.pk].line, directory(on=LATER)[village.pk].superior) == (None, None)
    assert Subordination.objects.get(unit=village).valid_until == LATER


def test_two_changes_on_one_day_leave_no_history_of_no_length(central):
    district = small_district()
    for superior in ("乙镇党委", "区委办公室"):
        load(with_unit(district, "village", superior_name=superior), on=LATER)
    village = Unit.objects.get(slug="village")
    assert list(
        village.superior_history.order_by("valid_from").values_list("superior__slug", "valid_until")
    ) == [
        ("ta", LATER),
        ("central", None),
    ]


def test_a_renamed_unit_is_the_same_unit(central):
    before = Unit.objects.get(slug="tb")
    report = load(with_unit(small_district(), "tb", name="乙街道党工委"), on=LATER)
    assert outcomes(report.changed) == [("单位", "乙街道党工委", "name", "form")]
    after = Unit.objects.get(slug="tb")
    assert (after.pk, after.uuid, after.tenant_id) == (before.pk, before.uuid, before.tenant_id)
    assert (after.name, after.form) == ("乙街道党工委", "WORKING_COMMITTEE")


def test_two_units_exchange_their_names(central):
    district = with_unit(with_unit(small_district(), "ta", name="乙镇党委"), "tb", name="甲镇党委")
    assert conflicts(district) == []
    report = load(with_unit(district, "village", superior_name="乙镇党委"), on=LATER)
    assert [name for _sheet, name, *_fields in outcomes(report.changed)] == ["乙镇党委", "甲镇党委", "村"]
    assert dict(Unit.objects.values_list("slug", "name"))["ta"] == "乙镇党委"
    assert dict(Unit.objects.values_list("slug", "name"))["tb"] == "甲镇党委"


def test_a_new_unit_is_created_with_its_place(central):
    district = small_district()
    extra = replace(district.units[3], name="丁村党总支", slug="ding", order=5, row=5)
    report = load(replace(district, units=[*district.units, extra]), on=LATER)
    assert outcomes(report.created) == [("单位", "丁村党总支")]
    entry = directory(on=LATER)[Unit.objects.get(slug="ding").pk]
    assert (entry.line.name, entry.superior.slug, entry.unit.tenant) == ("村", "ta", None)


def test_what_the_workbook_no_longer_names_stays_and_is_told(central):
    district = small_district()
    report = load(replace(district, units=district.units[:3], lines=district.lines[:1]), on=LATER)
    assert report.is_quiet
    assert outcomes(report.absent) == [("条线", "村"), ("单位", "丙村党总支")]
    assert Unit.objects.filter(slug="village").exists()
    assert LineMembership.objects.get(unit__slug="village").valid_until is None


def test_a_relation_that_changes_its_basis_begins_anew(central):
    district = small_district()
    changed = replace(district, relations=[replace(district.relations[0], basis="底数清、情况明")])
    report = load(changed, on=LATER)
    assert outcomes(report.changed) == [("指导关系", "各条线牵头部门 → 本条线各单位", "basis")]
    rows = GuidanceRelation.objects.order_by("valid_from").values_list("basis", "valid_until")
    assert list(rows) == [("底数清", LATER), ("底数清、情况明", None)]
    assert load(changed, on=LATEST).is_quiet


def test_a_relation_that_is_no_longer_listed_ends(central):
    report = load(replace(small_district(), relations=[]), on=LATER)
    assert outcomes(report.ended) == [("指导关系", "各条线牵头部门 → 本条线各单位")]
    assert GuidanceRelation.objects.get().valid_until == LATER
    assert not report.is_quiet


def test_without_a_name_in_the_workbook_the_district_keeps_its_own(central):
    load(replace(small_district(), name=""), on=LATER)
    assert District.objects.get().name == "测试区"
    report = load(replace(small_district(), name="新测试区"), on=LATER)
    assert outcomes(report.changed) == [("区", "新测试区", "name")]


def test_the_report_as_json(central):
    report = load(with_unit(small_district(), "tb", note="改"), on=LATER).as_dict()
    assert list(report) == ["created", "changed", "unchanged", "ended", "absent"]
    assert report["changed"] == [{"sheet": "单位", "name": "乙镇党委", "fields": ["note"]}]


def test_a_name_that_is_registered_under_another_slug_is_a_conflict(central):
    district = small_district()
    other = replace(with_unit(district, "tb", slug="yizhen"), places={"单位": {"slug": "C"}})
    found = conflicts(other)
    assert [str(problem) for problem in found] == [
        "错误 [单位 C3] “乙镇党委”登记的站点标识是 tb，登记后不能改为 yizhen"
    ]


def test_a_line_that_is_registered_under_another_code_is_a_conflict(central):
    district = small_district()
    found = conflicts(replace(district, lines=[replace(district.lines[0], code="L09"), district.lines[1]]))
    assert [(p.sheet, p.row, p.message) for p in found] == [
        ("条线", 3, "“镇街道”登记的编码是 L01，登记后不能改为 L09")
    ]


def test_the_centre_cannot_become_another_unit(central):
    district = with_unit(with_unit(small_district(), "central", kind="WORKING_ORGAN"), "ta", kind="COMMITTEE")
    assert [(p.row, p.message) for p in conflicts(district)] == [
        (2, "中心站点已经是“区委办公室”（central），不能改为“甲镇党委”")
    ]


def test_the_register_as_it_is_has_no_conflict_with_its_own_workbook(central):
    assert conflicts(small_district()) == []


def test_a_load_that_fails_leaves_the_register_as_it_was(central):
    """The last step fails; the earlier ones must not stay."""
    before = register()
    district = with_unit(small_district(), "tb", name="改名", superior_name="甲镇党委")
    broken = replace(district, relations=[replace(district.relations[0], target_text="无人")])
    with pytest.raises(KeyError):
        load(broken, on=LATER)
    assert register() == before
