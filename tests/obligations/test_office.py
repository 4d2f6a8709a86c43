"""The office excuses a unit, asks again, and keeps the calendar; units follow in tasks of their own."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.obligations.actions import set_day, set_year
from cms.obligations.calendar import NamedDay, official, read_year
from cms.obligations.following import follow_calendar, following, recompute_for_calendar
from cms.obligations.models import CalendarDay, CalendarYear, Obligation, Waiver
from cms.obligations.office.holidays import read_lines
from cms.obligations.queries import calendar
from cms.obligations.states import ObligationState, Refused
from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tenants.models import Tenant
from tenants.tasks.models import QueuedTask
from tests import sample
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central"])
DAYS = "/admin/register/workdays/"
YEAR = timezone.localdate().year
UNKNOWN = max(official().years) + 1


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def owed(tenant) -> Obligation:
    """One of ta that is open, as the office finds it."""
    return Obligation.objects.using("central").filter(unit__slug="ta", item_code="TS-02", met_on=None).first()


@pytest.fixture(autouse=True)
def queued(settings):
    """Tasks wait for a worker, as they do outside tests."""
    settings.TASKS = {
        "default": {"BACKEND": "tenants.tasks.backends.QueueBackend", "QUEUES": settings.TASK_QUEUES}
    }


def of_ta(row: Obligation) -> Obligation:
    with tenant_scope(Tenant.objects.get(slug="ta")):
        return Obligation.objects.get(pk=row.pk)


def address(row: Obligation) -> str:
    return f"/admin/register/duty/{row.pk}/"


def test_the_list_leads_to_the_obligation(owed):
    clerk = browser("central", Role.OFFICE_CLERK)
    page = clerk.get("/admin/register/obligations/?q=" + owed.item_code).content.decode()
    assert f'href="{address(owed)}"' in page
    assert owed.period_label in text(clerk.get(address(owed)))


def test_the_office_excuses_a_unit_and_asks_again(owed):
    clerk = browser("central", Role.OFFICE_CLERK)
    refused = clerk.post(address(owed), {"verb": "waive", "reason": "  "})
    assert "请写明理由" in text(refused)
    assert of_ta(owed).waived_on is None
    answer = clerk.post(address(owed), {"verb": "waive", "reason": "机构改革"}, follow=True)
    assert "已免除“甲镇党委”的这一项" in text(answer)
    assert of_ta(owed).state == ObligationState.WAIVED
    with tenant_scope(Tenant.objects.get(slug="ta")):
        record = AuditRecord.objects.get(kind="duty.waived")
        assert Waiver.objects.get(ended_on=None).reason == "机构改革"
        assert not ModelLogEntry.objects.exclude(user=None).filter(timestamp__gt=record.at).exists()
    assert (record.actor_name, record.detail["reason"]) == ("区委办公室 人员区委办经办人", "机构改革")
    twice = clerk.post(address(owed), {"verb": "waive", "reason": "再来"})
    assert "已经办结" in text(twice)
    clerk.post(address(owed), {"verb": "claim", "reason": "改革完成"})
    assert of_ta(owed).waived_on is None
    assert "没有免除过" in text(clerk.post(address(owed), {"verb": "claim", "reason": "又一次"}))


@pytest.mark.parametrize("role", [Role.LINE_LEAD, Role.VIEWER])
def test_who_only_reads_the_register_excuses_nobody(owed, role):
    client = browser("central", role)
    assert 'name="verb"' not in client.get(address(owed)).content.decode()
    assert client.post(address(owed), {"verb": "waive", "reason": "x"}).status_code == 302
    assert of_ta(owed).waived_on is None


def test_on_a_units_own_site_the_offices_screens_do_not_exist(owed, ta):
    client = browser("ta", Role.ADMINISTRATOR)
    assert client.get(address(owed)).status_code == 404
    assert client.post(address(owed), {"verb": "waive", "reason": "x"}).status_code == 404
    assert client.get(DAYS).status_code == 404


def test_the_calendar_shows_holidays_and_days_made_up_for(tenant):
    page = browser("central", Role.VIEWER).get(f"{DAYS}?year=2026")
    assert "国办发明电" in text(page)
    assert 'title="放假 国庆节"' in page.content.decode() or "放假 国庆" in page.content.decode()
    assert "上班" in page.content.decode()
    assert 'name="deed"' not in page.content.decode()


def test_a_year_without_data_says_so_and_what_follows(tenant):
    page = text(browser("central", Role.OFFICE_CLERK).get(f"{DAYS}?year={UNKNOWN}"))
    if UNKNOWN > YEAR + 1:  # the next year is known already, and none after it is shown
        assert "尚未公布" not in page
        return
    assert f"{UNKNOWN}年放假安排尚未公布，暂按周一至周五计算" in page
    assert "自动重算" in page


def test_a_day_is_changed_and_changed_back(tenant):
    clerk = browser("central", Role.OFFICE_CLERK)
    day = next(dt.date(YEAR, 6, n) for n in range(1, 20) if official().is_workday(dt.date(YEAR, 6, n)))
    where = f"{DAYS}?year={YEAR}&day={day}"
    assert "请写明依据" in text(clerk.post(where, {"deed": "day", "working": "0", "name": "台风"}))
    sent = {"deed": "day", "working": "0", "name": "台风停工", "source": "区政府办通知"}
    assert "正在按它重算" in text(clerk.post(where, sent, follow=True))
    assert not calendar().is_workday(day)
    with tenant_scope(tenant("central")):
        record = AuditRecord.objects.get(kind="calendar.changed")
    assert record.subject == f"{day} 放假 台风停工"
    assert "等待开始重算" in text(clerk.get(DAYS)) or "各单位已重算" in text(clerk.get(DAYS))
    clerk.post(where, {"deed": "drop"})
    assert calendar().is_workday(day)
    assert "没有调整过" in text(clerk.post(where, {"deed": "drop"}))


def test_who_reads_changes_no_day(tenant):
    client = browser("central", Role.LINE_LEAD)
    client.post(f"{DAYS}?year={YEAR}&day={YEAR}-06-01", {"deed": "day", "working": "0", "source": "x"})
    assert not CalendarDay.objects.exists()


def test_a_year_is_typed_in_from_the_notice(tenant):
    with tenant_scope(tenant("central")):
        days = read_lines(f"元旦 {YEAR}-01-01 至 {YEAR}-01-03\n上班 {YEAR}年1月4日 元旦\n\n", year=YEAR)
        set_year(year=YEAR, number="国办发明电〔X〕1号", days=days, by=None)
        assert dict(CalendarYear.objects.values_list("year", "number")) == {YEAR: "国办发明电〔X〕1号"}
        found = calendar()
    assert [found.is_workday(dt.date(YEAR, 1, n)) for n in (1, 2, 3, 4)] == [False, False, False, True]
    assert found.days[dt.date(YEAR, 1, 4)] == NamedDay(working=True, name="元旦")


def test_what_is_typed_of_the_years_known_is_what_the_project_has():
    for path in sorted((official.__wrapped__.__globals__["DATA"]).glob("calendar-*.json")):
        year, _number, days = read_year(path.read_text())
        lines = [f"{'上班 ' if one.working else ''}{one.name} {day}" for day, one in days.items()]
        assert read_lines("\n".join(lines), year=year) == days


def test_every_line_that_cannot_be_read_is_named_at_once():
    wrong = "元旦\n2027-01-01 2027-01-03\n元旦 2026-01-01\n元旦 2027-02-30\n春节 2027-02-09 2027-02-01"
    with pytest.raises(Refused) as refused:
        read_lines(wrong, year=2027)
    for words in (
        "第 1 行：没有日期",
        "第 2 行：没有写是什么节日",
        "第 3 行：2026-01-01 不在2027年",
        "第 4 行",
        "第 5 行",
    ):
        assert words in str(refused.value)


def test_a_day_said_twice_in_two_ways_is_refused():
    with pytest.raises(Refused, match="第 2 行：2027-01-02 前面已经写过"):
        read_lines("元旦 2027-01-01 2027-01-03\n上班 2027-01-02", year=2027)


def test_every_unit_follows_a_change_in_a_task_of_its_own(tenant):
    central = tenant("central")
    due = Obligation.objects.using("central").filter(unit__slug="ta", item_code="TS-02").order_by("due_on")[0]
    with tenant_scope(central):
        set_day(day=due.due_on, working=False, name="停工", source="通知", by=None)
        stamp = AuditRecord.objects.get(kind="calendar.changed").detail["stamp"]
        assert QueuedTask.objects.filter(path=follow_calendar.module_path, args=[stamp]).count() == 1
        assert follow_calendar.func(stamp) == Tenant.objects.filter(state="active").count()
    for slug in ("ta", "tb"):
        with tenant_scope(tenant(slug)):
            assert QueuedTask.objects.filter(path=recompute_for_calendar.module_path, args=[stamp]).exists()
    with tenant_scope(tenant("ta")):
        assert recompute_for_calendar.func(stamp)["changed"] >= 1
        assert Obligation.objects.get(pk=due.pk).due_on > due.due_on
    assert following("unknown").units == 0


def test_nothing_of_the_calendar_is_a_units_to_change(ta):
    assert sample.YEAR
    with pytest.raises(Exception, match="row-level security"):
        set_day(day=dt.date(YEAR, 6, 1), working=False, name="", source="x", by=None)
