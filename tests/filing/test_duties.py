"""应报、已报、逾期 follow from the register, the rules and the day; and nobody is reminded twice of one thing."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.core import mail
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.filing.actions import confirm
from cms.filing.duties import DutyState, Facts, duty_of
from cms.filing.models import Filing, FilingRule, Reminder
from cms.filing.reminders import once
from cms.filing.rules import declared
from cms.filing.standing import counted, standings
from cms.filing.tasks import remind
from cms.registry.models import Unit
from cms.registry.vocabulary import UnitKind
from tenants.accounts.models import User
from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tenants.identity.mailing import set_address
from tenants.identity.models import MailRhythm
from tenants.identity.roles import MemberRole as Role
from tests.filing.test_desk import text
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
JOINED = dt.date(2026, 3, 1)
TODAY = dt.date(2026, 11, 24)
DUE = "/admin/received/due/"


def duty(facts: Facts, today: dt.date = TODAY, kind: str = UnitKind.TOWN):
    return duty_of(Unit(kind=kind), facts, known=declared(), joined=JOINED, today=today)


@pytest.mark.parametrize(
    ("facts", "today", "state", "due"),
    [
        (Facts(), dt.date(2026, 3, 31), DutyState.OPEN, dt.date(2026, 3, 31)),
        (Facts(), dt.date(2026, 4, 1), DutyState.OVERDUE, dt.date(2026, 3, 31)),
        (Facts(waiting_since=dt.date(2026, 4, 2)), TODAY, DutyState.WAITING, dt.date(2026, 3, 31)),
        (Facts(registered_on=dt.date(2026, 4, 2)), TODAY, DutyState.DONE, dt.date(2027, 12, 31)),
        (Facts(registered_on=dt.date(2025, 4, 2)), TODAY, DutyState.OPEN, dt.date(2026, 12, 31)),
        (Facts(registered_on=dt.date(2024, 4, 2)), TODAY, DutyState.OVERDUE, dt.date(2025, 12, 31)),
        (
            Facts(registered_on=dt.date(2024, 4, 2), confirmed_on=dt.date(2026, 1, 5)),
            TODAY,
            DutyState.DONE,
            dt.date(2027, 12, 31),
        ),
        (
            Facts(registered_on=dt.date(2025, 4, 2), waiting_since=dt.date(2026, 11, 1)),
            TODAY,
            DutyState.WAITING,
            dt.date(2026, 12, 31),
        ),
    ],
)
def test_how_a_unit_stands_on_a_day(facts, today, state, due):
    found = duty(facts, today)
    assert (found.state, found.due_on) == (state, due)


def test_units_that_file_media_only_owe_no_catalog():
    assert duty(Facts(), kind=UnitKind.MUNICIPAL_STATIONED).state is DutyState.NONE


def test_the_district_is_counted_by_kind_line_and_territory(tenant):
    rows = standings(using="central")
    assert {row.unit.slug: row.duty.state.value for row in rows} == {
        "central": "open",
        "ta": "done",
        "tb": "done",
        "village": "open",
    }
    for by, first in (("kind", "区委"), ("line", "没有条线"), ("territory", "区级机关")):
        counts = counted(rows, by)
        assert counts[0].name == first
        total = counts[-1]
        assert (total.owed, total.filed, total.open, total.overdue) == (4, 2, 2, 0)
        assert sum(one.owed for one in counts[:-1]) == total.owed
    assert {one.name: one.owed for one in counted(rows, "territory")}["甲镇党委"] == 2


def test_a_year_later_all_that_confirmed_nothing_is_overdue(tenant):
    later = dt.date(timezone.localdate().year + 2, 1, 2)
    assert {row.duty.state for row in standings(using="central", today=later)} == {DutyState.OVERDUE}


def test_the_office_sets_the_days_with_a_basis_and_it_is_written_down(tenant):
    leader = browser("central", Role.OFFICE_LEADER)
    sent = {"code": "first_days", "value": "5"}
    assert "请写明依据" in text(leader.post("/admin/received/rules/", sent, follow=True))
    leader.post("/admin/received/rules/", sent | {"basis": "区委办通知"})
    row = FilingRule.objects.get()
    assert (row.value, row.basis, row.set_by) == (5, "区委办通知", "人员区委办负责人")
    with tenant_scope(tenant("central")):
        assert AuditRecord.objects.filter(kind="filing.rule").count() == 1
    for wrong in ("0", "-1", "366", "三", "1.5", ""):
        leader.post("/admin/received/rules/", {"code": "first_days", "value": wrong, "basis": "无"})
    assert FilingRule.objects.get().value == 5


@pytest.mark.parametrize("role", [Role.OFFICE_CLERK, Role.VIEWER, Role.ADMINISTRATOR])
def test_nobody_else_sets_a_rule(tenant, role):
    sent = {"code": "first_days", "value": "5", "basis": "无"}
    assert browser("central", role).post("/admin/received/rules/", sent).status_code == 302
    assert not FilingRule.objects.exists()


@pytest.mark.parametrize("role", [Role.OFFICE_CLERK, Role.LINE_LEAD, Role.VIEWER])
def test_the_readers_of_the_register_see_how_units_stand(tenant, role):
    page = text(browser("central", role).get(DUE))
    assert "乙镇党委" in page
    assert "丙村党总支" in page


def test_a_town_sees_its_villages_and_not_the_next_town(tenant):
    town = browser("ta", Role.LEADER)
    page = text(town.get(DUE))
    assert "丙村党总支" in page
    assert "乙镇党委" not in page
    assert town.get("/admin/received/units/village/").status_code == 200
    assert town.get("/admin/received/units/tb/").status_code == 404
    assert browser("tb", Role.LEADER).get(DUE).status_code == 302


def test_the_whole_history_of_a_unit_is_on_one_page(tenant):
    page = text(browser("central", Role.OFFICE_CLERK).get("/admin/received/units/ta/"))
    for word in ("第 1 版", "已登记", "测备ta1号", "报送", "登记", "意见"):
        assert word in page


def test_the_table_goes_out_as_a_workbook_and_as_text_and_runs_nothing(tenant):
    Unit.objects.filter(slug="tb").update(name="=HYPERLINK(1)")
    with tenant_scope(tenant("central")):
        Unit.objects.filter(slug="tb").update(name="=HYPERLINK(1)")
    clerk = browser("central", Role.OFFICE_CLERK)
    text_of = clerk.get(DUE, {"export": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text_of)))
    assert (rows[0][0], len(rows)) == ("单位", 5)
    book = openpyxl.load_workbook(io.BytesIO(clerk.get(DUE, {"export": "xlsx"}).content))
    names = [row[0].value for row in book.active.iter_rows(min_row=2)]
    assert names == [row[0] for row in rows[1:]]
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "d", "n"}


def test_the_page_asks_a_fixed_number_of_times(tenant):
    clerk = browser("central", Role.OFFICE_CLERK)
    clerk.get(DUE)
    counted_queries = []
    for _turn in range(2):
        with (
            CaptureQueriesContext(connections["central"]) as central,
            CaptureQueriesContext(connection) as own,
        ):
            clerk.get(DUE)
        counted_queries.append((len(central), len(own)))
    assert counted_queries[0] == counted_queries[1]
    assert counted_queries[0][0] <= 8


def test_a_reminder_comes_once(ta):
    assert once("catalog.soon", "2026-12-31")
    assert not once("catalog.soon", "2026-12-31")
    assert once("catalog.soon", "2027-12-31")
    assert once("other", "2026-12-31")


def test_one_unit_reminded_leaves_the_other_to_be_reminded(ta, tb):
    assert once("catalog.soon", "x")
    with tenant_scope(tb):
        assert once("catalog.soon", "x")


@pytest.fixture
def administrator(ta):
    user = User.objects.get()
    set_address(identity=user.identity_uuid, email="admin@example.org", rhythm=MailRhythm.DAILY)
    return user


def test_administrators_are_written_to_once_before_the_day_and_once_after_it(administrator):
    year = timezone.localdate().year + 1
    for day, told in (
        (dt.date(year, 12, 15), False),
        (dt.date(year, 12, 16), True),
        (dt.date(year, 12, 17), False),
        (dt.date(year, 12, 31), False),
        (dt.date(year + 1, 1, 1), True),
        (dt.date(year + 1, 1, 2), False),
    ):
        assert remind(today=day) is told, day
    soon, late = mail.outbox
    assert (soon.to, soon.subject) == (["admin@example.org"], f"{year}年确认或调整目录，{year}-12-31前完成")
    assert late.subject == f"{year}年确认或调整目录已逾期（{year}-12-31截止）"
    assert "http://ta.test" in soon.body
    assert set(Reminder.objects.exclude(kind="sample").values_list("kind", flat=True)) == {
        "catalog.soon",
        "catalog.late",
    }


def test_who_confirmed_is_not_reminded(administrator):
    confirm(Filing.objects.get(), on=dt.date(timezone.localdate().year + 1, 2, 1))
    assert not remind(today=dt.date(timezone.localdate().year + 1, 12, 20))


def test_a_reminder_that_could_not_be_sent_is_tried_again(administrator, monkeypatch):
    day = dt.date(timezone.localdate().year + 1, 12, 20)

    def fail(*args, **kwargs):
        raise OSError("no mail server")

    with monkeypatch.context() as broken:
        broken.setattr("cms.filing.tasks.send_mail", fail)
        with pytest.raises(OSError, match="no mail server"):
            remind(today=day)
    assert remind(today=day)
