"""The office's desk: lines, units, items in three clicks; the ledger; workbooks that go on computing."""

import datetime as dt
import io
import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cms.obligations.district import Tally, district_tally, matrix, standings
from cms.obligations.models import Obligation, UnitTally
from cms.obligations.oversight.books import ledger_book, matrix_book
from cms.obligations.oversight.heat import Row, draw
from cms.obligations.states import ObligationState as S
from cms.registry.models import Unit
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.people import browser
from tests.sample import CANARY

pytestmark = pytest.mark.django_db(databases=["default", "central"])
DESK = "/admin/oversight/"
REF = re.compile(r"([A-Z]{1,2})(\d+)")


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def value(sheet, cell):
    """What Excel would show: our few formulas, computed independently of the code that wrote them."""
    found = sheet[cell].value
    if not isinstance(found, str) or not found.startswith("="):
        return found
    whole = re.fullmatch(r"=SUM\(([A-Z]+)(\d+):\1(\d+)\)", found)
    if whole:
        return sum(value(sheet, f"{whole[1]}{n}") for n in range(int(whole[2]), int(whole[3]) + 1))
    part = re.fullmatch(r'=IF\((\w+)=0,"",ROUNDDOWN\((.*),2\)\)', found)
    body = part[2] if part else found[1:]
    if part and value(sheet, part[1]) == 0:
        return ""
    number = eval(REF.sub(lambda m: str(value(sheet, m[0])), body))
    return int(number * 100 + 1e-9) / 100 if part else number


@pytest.fixture
def clerk(db):
    return browser("central", Role.OFFICE_CLERK)


def test_from_line_to_unit_to_item(clerk):
    first = text(clerk.get(DESK))
    assert f"{DESK}line/L01/?year=" in first
    second = text(clerk.get(f"{DESK}line/L01/"))
    assert f"{DESK}unit/ta/?year=" in second
    third = text(clerk.get(f"{DESK}unit/tb/"))
    assert f"机构设置{CANARY}" in third
    assert f"李四{CANARY}" in third


def test_the_counts_are_those_of_the_ledger(clerk):
    overdue = sum(row.state is S.OVERDUE for row in Obligation.objects.using("central"))
    total = draw([Row("a", "", 1, {S.OVERDUE: overdue})]).total
    assert total.count(S.OVERDUE) == overdue
    content = clerk.get(f"{DESK}?export=xlsx").content
    sheet = load_workbook(io.BytesIO(content)).active
    heading = [cell.value for cell in sheet[1]]
    column = heading.index(str(S.OVERDUE.label))
    last = sheet.max_row
    assert value(sheet, f"{chr(65 + column)}{last}") == overdue


def test_a_heat_map_says_every_number_and_every_word():
    first = Row("甲", "/a", 2, {S.OVERDUE: 1, S.MET: 3, S.WAIVED: 2}, Tally(4, 3, 3))
    heat = draw([first, Row("乙", "", 1, {})])
    assert [cell.n for cell in heat.rows[0].cells if cell.n] == [1, 3, 2]
    assert heat.rows[0].cells[0].strength > 0
    assert {cell.strength for cell in heat.rows[1].cells} == {0.0}
    assert (heat.total.units, heat.total.tally.due, heat.total.tally.coverage) == (3, 4, 75)
    assert heat.rows[1].row.tally.coverage is None
    assert {state for state, _x in heat.columns} == set(S)


@pytest.mark.parametrize("rows", [0, 1, 12])
def test_totals_and_percentages_of_a_workbook_are_formulas_that_compute(rows):
    given = [
        Row(f"线{n}", "", 2, {S.OVERDUE: n, S.MET: 5, S.LATE: 1, S.PENDING: 9}, Tally(n + 6, 6, 5))
        for n in range(rows)
    ]
    sheet = load_workbook(io.BytesIO(matrix_book(given, of="条线"))).active
    last, width = sheet.max_row, sheet.max_column
    letters = [cell.column_letter for cell in sheet[1]]
    whole = draw(given).total
    assert str(S.WAIVED.label) in [cell.value for cell in sheet[1]]
    assert value(sheet, f"B{last}") == 2 * rows
    assert [value(sheet, f"{letter}{last}") for letter in letters[-5:-2]] == [
        whole.tally.due, whole.tally.met, whole.tally.on_time,
    ]  # fmt: skip
    assert value(sheet, f"{letters[-2]}{last}") == ("" if not rows else whole.tally.coverage / 100)
    assert value(sheet, f"{letters[-1]}{last}") == ("" if not rows else whole.tally.timeliness / 100)
    if rows:
        assert str(sheet[f"{letters[-2]}{last}"].value).startswith("=")
        sheet["C2"] = 100  # changed by hand, the formulas go along
        assert value(sheet, f"C{last}") == 100 + sum(range(1, rows))
    assert width == len(letters)


def test_no_text_of_a_unit_becomes_a_formula():
    sheet = load_workbook(io.BytesIO(matrix_book([Row("=cmd|'/c calc'!A1", "", 1, {})], of="单位"))).active
    assert sheet["A2"].value == "'=cmd|'/c calc'!A1"
    assert sheet["A2"].data_type == "s"
    assert load_workbook(io.BytesIO(ledger_book([], []))).sheetnames == ["台账", "近30天变化"]


def test_the_ledger_tells_catalog_media_contacts_and_when_it_was_confirmed(clerk):
    page = text(clerk.get(f"{DESK}line/L01/ledger/"))
    assert "甲镇党委" in page
    assert f"李四{CANARY}" in page
    assert "丙村" not in page
    sheet = load_workbook(io.BytesIO(clerk.get(f"{DESK}ledger/?export=xlsx").content))["台账"]
    assert sheet.max_row == 4 + 2


@pytest.mark.parametrize("role", [Role.LINE_LEAD, Role.VIEWER, Role.OFFICE_LEADER])
def test_readers_of_the_register_look_too(role):
    assert browser("central", role).get(DESK).status_code == 200


@pytest.mark.parametrize("path", ["line/L99/", "line/L99/ledger/", "unit/nobody/"])
def test_what_is_not_in_the_register_is_at_no_address(clerk, path):
    assert clerk.get(DESK + path).status_code == 404


def test_years_that_are_not_offered_are_not_shown(clerk):
    assert text(clerk.get(DESK + "?year=abc")) and text(clerk.get(DESK + "?year=1999"))


def test_a_desk_costs_the_same_with_one_unit_and_with_all(clerk):
    def cost(path: str) -> int:
        clerk.get(path)
        with (
            CaptureQueriesContext(connections["default"]) as near,
            CaptureQueriesContext(connections["central"]) as far,
        ):
            clerk.get(path)
        return len(near) + len(far)

    assert cost(DESK + "line/L02/ledger/") == cost(DESK + "line/L01/ledger/")
    assert cost(DESK + "line/L02/") == cost(DESK + "line/L01/")
    assert abs(cost(DESK + "ledger/") - cost(DESK + "line/L01/ledger/")) <= 1  # the line itself


def test_a_unit_as_a_day_knew_it(clerk):
    """Before its catalog was registered a unit owed nothing; what was published later does not count before."""
    before = sample.REGISTERED - dt.timedelta(days=1)
    assert "那一天没有要公开的事项" in text(clerk.get(f"{DESK}unit/ta/?on={before}"))
    page = text(clerk.get(f"{DESK}unit/ta/?on={sample.REGISTERED}"))
    assert "机构设置" in page
    assert "党费收缴" not in page
    assert str(S.MET.label) not in page.partition("应公开的事项</h2>")[2].partition("近30天变化")[0]


@pytest.mark.parametrize("asked", ["2999-01-01", "abc", "2026-13-40", "26-1-1"])
def test_a_day_that_has_not_been_is_refused_in_words(clerk, asked):
    page = text(clerk.get(f"{DESK}unit/ta/", {"on": asked}))
    assert "请填写今天或以前的日期" in page
    assert "机构设置" in page


def test_one_definition_of_the_figures(ta):
    """What is answered ahead of its day, and what the office let off, is in no figure; old debts are, as counts."""
    today = dt.date(sample.YEAR, 6, 1)
    UnitTally.objects.update(met=0, late=0, nil=0, waived=0, open_due=[], ahead=[])
    unit = Unit.objects.get(slug="ta")
    this, last = (
        UnitTally.objects.get_or_create(year=year, defaults={"unit": unit})[0]
        for year in (sample.YEAR, sample.YEAR - 1)
    )
    soon, later = today + dt.timedelta(days=3), today + dt.timedelta(days=60)
    UnitTally.objects.filter(pk=this.pk).update(
        met=5,
        late=1,
        nil=1,
        waived=4,
        open_due=[today - dt.timedelta(days=1), soon, later],
        ahead=[soon, later],
    )
    UnitTally.objects.filter(pk=last.pk).update(met=9, open_due=[dt.date(sample.YEAR - 1, 3, 1)])
    (row,) = standings(using="default", units=[unit.pk], today=today)
    assert row.counts == {
        S.OVERDUE: 2, S.SOON: 1, S.PENDING: 1, S.MET: 5, S.LATE: 1, S.NIL: 1, S.WAIVED: 4,
    }  # fmt: skip
    assert row.tally == Tally(due=6, met=5, on_time=4)
    assert row.tally == district_tally(using="default", year=sample.YEAR, today=today)
    assert row.overdue_since == dt.date(sample.YEAR - 1, 3, 1)
    lines = {line.code: line for line in matrix(using="default", units=[unit.pk], today=today)}
    assert (lines[row.line].tally, lines[row.line].units, lines["L02"].units) == (row.tally, 1, 0)
    (before,) = standings(using="default", units=[unit.pk], year=sample.YEAR - 1, today=today)
    assert before.tally == Tally(due=10, met=9, on_time=9)
