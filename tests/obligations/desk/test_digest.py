"""Mail about what is due: to whom, of what, and never twice."""

import datetime as dt
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.utils import timezone

from cms.filing.models import Reminder
from cms.filing.queries import registered
from cms.obligations import digest
from cms.obligations.actions import propose_nil
from cms.obligations.models import Obligation
from cms.obligations.tasks import remind_by_mail
from tenants.context import tenant_scope
from tenants.identity.actions import join, leave
from tenants.identity.mailing import set_address
from tenants.identity.models import Identity, MailRhythm, Membership
from tenants.identity.roles import MemberRole as Role
from tests import sample

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
TODAY = timezone.localdate()


def member(login: str, role: Role = Role.EDITOR, rhythm: MailRhythm = MailRhythm.DAILY) -> Identity:
    join(login=login, name=f"名{login}", role=role, password="x")
    who = Identity.objects.get(login=login)
    set_address(identity=who.pk, email=f"{login}@example.gov.cn", rhythm=rhythm)
    return who


def owe(period: str, *, days: int, title: str = "重点工作") -> Obligation:
    return Obligation.objects.create(
        unit=registered().unit, item_code="TS-02", item_title=title, period_key=period,
        period_label=f"第{period}期", due_on=TODAY + dt.timedelta(days=days),
    )  # fmt: skip


@pytest.fixture
def quiet(ta):
    Obligation.objects.update(nil=True, kind=None)


def sent_to() -> list[str]:
    return sorted(address for letter in mail.outbox for address in letter.to)


def test_one_mail_says_what_is_late_and_what_is_due_this_week(quiet):
    member("lin")
    owe("2001-Q1", days=-3)
    owe("2001-Q2", days=7)
    owe("2001-Q3", days=8)
    assert digest.remind() == 1
    letter = mail.outbox[0]
    assert letter.to == ["lin@example.gov.cn"]
    assert letter.subject == "甲镇党委党务公开提醒：新逾期 1 项，一周内到期 1 项"
    assert "第2001-Q1期" in letter.body
    assert "第2001-Q2期" in letter.body
    assert "第2001-Q3期" not in letter.body
    assert "http://ta.test/admin/duties/" in letter.body
    assert "http://ta.test/admin/security/mail/" in letter.body


def test_twice_run_is_one_mail_and_only_what_is_new_is_told(quiet):
    member("lin")
    owe("2001-Q1", days=-3)
    assert [digest.remind(), digest.remind()] == [1, 0]
    owe("2001-Q2", days=-2)
    assert digest.remind() == 1
    assert "第2001-Q1期" not in mail.outbox[1].body
    assert "另有 1 项以前提醒过" in mail.outbox[1].body
    assert len(mail.outbox) == 2


def test_what_was_due_soon_is_told_again_when_it_is_late_and_then_no_more(quiet):
    member("lin")
    row = owe("2001-Q1", days=3)
    told = [digest.remind(today=TODAY + dt.timedelta(days=n)) for n in range(7)]
    assert told == [1, 0, 0, 0, 1, 0, 0]
    assert set(Reminder.objects.filter(kind__startswith="duty").values_list("due_on", flat=True)) == {
        row.due_on
    }


def test_a_new_date_is_a_new_thing(quiet):
    member("lin")
    row = owe("2001-Q1", days=3)
    digest.remind()
    Obligation.objects.filter(pk=row.pk).update(due_on=TODAY + dt.timedelta(days=5))
    assert digest.remind() == 1


def test_nothing_due_is_no_mail(quiet):
    member("lin")
    owe("2001-Q1", days=30)
    assert digest.remind() == 0
    assert not Reminder.objects.filter(kind__startswith="duty").exists()


def test_who_gave_no_address_wants_no_mail_or_writes_nothing_gets_none(quiet):
    member("off", rhythm=MailRhythm.OFF)
    member("leader", role=Role.LEADER)
    gone = member("gone")
    leave(login="gone")
    join(login="silent", name="无", role=Role.EDITOR, password="x")
    member("admin", role=Role.ADMINISTRATOR)
    owe("2001-Q1", days=-3)
    assert digest.remind() == 1
    assert sent_to() == ["admin@example.gov.cn"]
    assert not Membership.objects.filter(identity=gone).exclude(email="").exists()


def test_once_a_week_is_once_a_week(quiet):
    member("week", rhythm=MailRhythm.WEEKLY)
    monday = TODAY - dt.timedelta(days=TODAY.weekday())
    owe("2001-Q1", days=-300)
    assert digest.remind(today=monday) == 1
    owe("2001-Q2", days=-300)
    assert digest.remind(today=monday + dt.timedelta(days=6)) == 0
    assert digest.remind(today=monday + dt.timedelta(days=7)) == 1
    assert "第2001-Q2期" in mail.outbox[1].body


def test_what_was_declared_is_not_asked_for(quiet):
    member("lin")
    propose_nil(obligation=owe("2001-Q1", days=-3), reason="没有", by=member("other").pk)
    assert digest.remind() == 0


def test_a_mail_holds_nothing_of_another_unit(ta, tb):
    with tenant_scope(tb):
        member("tb")
        owe("2001-Q1", days=-3, title=f"秘密{sample.CANARY}")
    member("ta")
    owe("2001-Q1", days=-3)
    assert digest.remind() == 1
    assert sample.CANARY not in mail.outbox[0].subject + mail.outbox[0].body
    with tenant_scope(tb):
        assert digest.remind() == 1
    assert sample.CANARY in mail.outbox[1].body
    assert [letter.to for letter in mail.outbox] == [["ta@example.gov.cn"], ["tb@example.gov.cn"]]


def test_what_could_not_be_sent_is_tried_again_and_nobody_else_is_told_twice(quiet, monkeypatch):
    member("a")
    member("b")
    owe("2001-Q1", days=-3)
    send = digest.send_mail

    def broken(subject, text, sender, to):
        if to == ["b@example.gov.cn"]:
            raise SMTPServerDisconnected
        return send(subject, text, sender, to)

    monkeypatch.setattr(digest, "send_mail", broken)
    with pytest.raises(digest.NotSent, match="1 of 2"):
        digest.remind()
    monkeypatch.setattr(digest, "send_mail", send)
    assert digest.remind() == 1
    assert sent_to() == ["a@example.gov.cn", "b@example.gov.cn"]


def test_the_daily_task_forgets_addresses_of_who_left(quiet):
    who = member("gone")
    Membership.objects.filter(identity=who).update(valid_from="2020-01-01", valid_until="2020-02-01")
    owe("2001-Q1", days=-3)
    assert remind_by_mail.func() == {"reminded": 0, "summaries": 0}
    assert not Membership.objects.filter(identity=who).exclude(email="").exists()


def test_the_office_gets_a_summary_once_a_week(tenant):
    day = dt.date(TODAY.year + 1, 3, 3)  # by then something of every unit is late
    with tenant_scope(tenant("central")):
        member("clerk", role=Role.OFFICE_CLERK)
        member("line", role=Role.LINE_LEAD)
        member("writer", role=Role.EDITOR)
        assert [digest.summarise(today=day), digest.summarise(today=day)] == [2, 0]
        assert digest.summarise(today=day + dt.timedelta(days=7)) == 2
    letter = mail.outbox[0]
    assert "甲镇党委  逾期" in letter.body
    assert "http://central.test/admin/oversight/" in letter.body
    assert sent_to() == sorted(["clerk@example.gov.cn", "line@example.gov.cn"] * 2)


def test_a_unit_that_guides_nobody_gets_no_summary(tb):
    with tenant_scope(tb):
        member("boss", role=Role.LEADER)
        assert digest.summarise(today=dt.date(TODAY.year + 1, 3, 3)) == 0
