"""应公开事项 in a unit's admin: what is shown, what each role may do, and what is refused with its reason."""

import datetime as dt
import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.filing.queries import registered
from cms.obligations.models import Evidence, NilDeclaration, Obligation, Occasion
from cms.obligations.states import DutyKind, NilState, ObligationState
from cms.pages.models import ArticlePage
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
DESK = "/admin/duties/"
LATE = "2001-Q1"


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def owe(code: str, period: str, *, days: int, label: str = "某期", **values) -> Obligation:
    return Obligation.objects.create(
        unit=registered().unit,
        item_code=code,
        item_title="重点工作",
        period_key=period,
        period_label=label,
        due_on=timezone.localdate() + dt.timedelta(days=days),
        **values,
    )


@pytest.fixture
def quiet(ta):
    """Nothing is owed: as the first release would have written it down and declared it."""
    Obligation.objects.update(nil=True, kind=None)


@pytest.fixture
def late(quiet):
    """One quarter long over, which nothing has answered."""
    return owe("TS-02", LATE, days=-30, label="2001年第一季度")


def sections(page: str) -> dict[str, list[str]]:
    """Heading → periods listed below it."""
    parts = re.split(r'<h2 id="(\w+)">', page)[1:]
    return {
        name: re.findall(r'<span class="duties__period">(.*?)</span>', part)
        for name, part in zip(parts[::2], parts[1::2], strict=True)
    }


def test_late_then_this_week_then_what_each_item_owes_next(late):
    owe("TS-02", "2001-Q2", days=7, label="乙")
    owe("TS-02", "2001-Q3", days=8, label="丙")
    owe("TS-02", "2001-Q4", days=90, label="丁")
    owe("TS-01", "2001-10", days=60, label="戊")
    found = sections(browser("ta", Role.EDITOR).get(DESK).content.decode())
    assert found["late"] == ["2001年第一季度"]
    assert found["week"] == ["乙"]
    assert found["next"] == ["丙", "戊"], "the first of each item, by its day"


def test_what_was_answered_declared_or_excused_is_not_asked_for(quiet):
    owe("TS-02", "2001-Q1", days=-3, met_on=timezone.localdate())
    owe("TS-02", "2001-Q2", days=-3, nil=True)
    owe("TS-02", "2001-Q3", days=-3, waived_on=timezone.localdate())
    page = browser("ta", Role.EDITOR).get(DESK).content.decode()
    assert sections(page)["late"] == []


def test_nothing_of_another_unit_is_shown_or_can_be_touched(late, tb):
    page = browser("ta", Role.EDITOR).get(DESK).content.decode()
    assert sample.CANARY not in page
    with tenant_scope(tb):
        foreign = Obligation.objects.filter(item_code="TS-02").first().pk
    client = browser("ta", Role.ADMINISTRATOR)
    for verb in ("nil", "confirm", "begin"):
        assert client.post(f"{DESK}{foreign}/{verb}/", {"words": "没有"}).status_code == 404


def propose(client, row, words="这一季没有") -> str:
    return text(client.post(f"{DESK}{row.pk}/nil/", {"words": words}, follow=True))


def test_one_declares_and_another_approves(late):
    editor, leader = browser("ta", Role.EDITOR), browser("ta", Role.LEADER)
    assert "等另一位负责人审定" in propose(editor, late)
    row = NilDeclaration.objects.get(state=NilState.PROPOSED)
    page = editor.get(DESK).content.decode()
    assert sections(page)["late"] == []
    assert "这一季没有" in page
    assert f"{row.pk}/approve/" not in page, "the editor decides nothing"
    assert "1 份“本期无此事项”等待审定" in text(leader.get("/admin/"))
    assert f"{row.pk}/approve/" in leader.get(DESK).content.decode()
    assert "已审定" in text(leader.post(f"{DESK}nil/{row.pk}/approve/", follow=True))
    late.refresh_from_db()
    assert late.state == ObligationState.NIL
    again = text(leader.post(f"{DESK}nil/{row.pk}/refuse/", {"words": "不对"}, follow=True))
    assert "这份申报的状态是“已审定”，不能退回" in again


def test_nobody_approves_their_own(late):
    admin = browser("ta", Role.ADMINISTRATOR)
    propose(admin, late)
    row = NilDeclaration.objects.get(state=NilState.PROPOSED)
    page = admin.get(DESK).content.decode()
    assert "要由另一位负责人审定" in page
    assert f"{row.pk}/approve/" not in page
    assert "申报人不能审定自己的申报" in text(admin.post(f"{DESK}nil/{row.pk}/approve/", follow=True))
    row.refresh_from_db()
    assert row.state == NilState.PROPOSED


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER, Role.PLATFORM_OPS])
def test_who_may_not_decide_is_turned_away(late, role):
    propose(browser("ta", Role.EDITOR), late)
    row = NilDeclaration.objects.get(state=NilState.PROPOSED)
    client = browser("ta", role)
    for verb in ("approve", "refuse"):
        assert client.post(f"{DESK}nil/{row.pk}/{verb}/", {"words": "x"}).status_code == 302
    row.refresh_from_db()
    assert row.state == NilState.PROPOSED


def test_a_leader_declares_nothing_and_a_reviewer_only_looks(late):
    for role in (Role.LEADER, Role.REVIEWER):
        client = browser("ta", role)
        assert client.get(DESK).status_code == 200
        client.post(f"{DESK}{late.pk}/nil/", {"words": "没有"})
        client.post(f"{DESK}occasions/", {"item": "TS-01", "label": "x", "on": "2026-01-20"})
    assert not NilDeclaration.objects.filter(state=NilState.PROPOSED).exists()
    assert not Occasion.objects.filter(label="x").exists()


def test_a_refusal_says_why_and_the_period_is_owed_again(late):
    editor, leader = browser("ta", Role.EDITOR), browser("ta", Role.LEADER)
    propose(editor, late)
    row = NilDeclaration.objects.get(state=NilState.PROPOSED)
    assert "请写明不同意的理由" in text(leader.post(f"{DESK}nil/{row.pk}/refuse/", follow=True))
    leader.post(f"{DESK}nil/{row.pk}/refuse/", {"words": "有一项任命"})
    page = editor.get(DESK).content.decode()
    assert sections(page)["late"] == ["2001年第一季度"]
    assert "有一项任命" in page


@pytest.mark.parametrize(("words", "why"), [("  ", "请写明理由"), ("字" * 201, "不超过 200 个字")])
def test_a_declaration_needs_a_reason_that_fits(late, words, why):
    assert why in propose(browser("ta", Role.EDITOR), late, words)
    assert not NilDeclaration.objects.filter(state=NilState.PROPOSED).exists()


def test_what_stands_is_taken_back_by_who_decides(late):
    editor, leader = browser("ta", Role.EDITOR), browser("ta", Role.LEADER)
    propose(editor, late)
    row = NilDeclaration.objects.get(state=NilState.PROPOSED)
    leader.post(f"{DESK}nil/{row.pk}/approve/")
    assert "请由负责人撤回" in text(editor.post(f"{DESK}nil/{row.pk}/withdraw/", follow=True))
    assert "已撤回" in text(leader.post(f"{DESK}nil/{row.pk}/withdraw/", follow=True))
    late.refresh_from_db()
    assert late.is_open


def test_a_period_that_is_not_over_offers_no_declaration(quiet):
    row = owe("TS-02", f"{timezone.localdate().year + 1}-Q1", days=3, label="明年")
    client = browser("ta", Role.EDITOR)
    assert f"{row.pk}/nil/" not in client.get(DESK).content.decode()
    assert "还没有结束" in propose(client, row)


def test_a_change_is_recorded_and_due_and_can_be_taken_back(quiet):
    client, today = browser("ta", Role.EDITOR), timezone.localdate()
    sent = {"item": "TS-01", "label": "搬迁新址", "on": today.isoformat()}
    page = client.post(f"{DESK}occasions/", sent, follow=True)
    assert "已登记“搬迁新址”" in text(page)
    due = Obligation.objects.get(item_code="TS-01", period_label="搬迁新址")
    assert due.kind == DutyKind.CHANGE
    row = Occasion.objects.get(label="搬迁新址")
    assert "搬迁新址" in text(client.get(f"{DESK}occasions/"))
    assert "已撤销" in text(client.post(f"{DESK}occasions/{row.pk}/cancel/", follow=True))
    assert not Obligation.objects.filter(pk=due.pk).exists()
    assert "这条记录已经撤销" in text(client.post(f"{DESK}occasions/{row.pk}/cancel/", follow=True))


def test_all_that_is_wrong_with_a_record_is_said_at_once_and_nothing_typed_is_lost(quiet):
    client = browser("ta", Role.EDITOR)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    page = client.post(f"{DESK}occasions/", {"item": "TS-02", "label": "", "on": tomorrow.isoformat()})
    for words in ("登记的目录里没有这个事项", "日期还没有到"):
        assert words in text(page)
    before = {"item": "TS-01", "label": "太早", "on": f"{sample.YEAR}-01-01"}
    page = client.post(f"{DESK}occasions/", before)
    assert "日期早于目录登记日期" in text(page)
    assert 'value="太早"' in page.content.decode()
    assert not Occasion.objects.filter(label="太早").exists()


def test_the_yearly_confirmation_is_one_click(quiet):
    year = timezone.localdate().year
    row = owe("TS-01", str(year), days=5, label=f"{year}年度确认", kind=DutyKind.YEARLY)
    client = browser("ta", Role.EDITOR)
    assert "确认仍然准确" in client.get(DESK).content.decode()
    assert "仍然准确" in text(client.post(f"{DESK}{row.pk}/confirm/", {"back": "home"}, follow=True))
    assert Evidence.objects.filter(item_code="TS-01", period_key=str(year), entry_uuid=None).exists()


def test_the_next_entry_is_begun_from_the_last_one(late):
    body = [
        {"type": "heading", "value": {"text": "完成情况"}},
        {"type": "rich_text", "value": "<p>完成 12 项。</p>"},
        {"type": "image", "value": {"image": 1, "alt": "图", "caption": ""}},
    ]
    sample.article("TS-02", "2000年第四季度重点工作通报", "正文", body=body, period_key="2000-Q4", slug="q4")
    client = browser("ta", Role.EDITOR)
    assert f"{late.pk}/begin/" in client.get(DESK).content.decode()
    answer = client.post(f"{DESK}{late.pk}/begin/", follow=True)
    page = ArticlePage.objects.get(period_key=LATE)
    assert answer.redirect_chain[-1][0] == f"/admin/pages/{page.pk}/edit/"
    assert "有数字的 1 处请逐一核对" in text(answer)
    assert (page.title, page.live, page.slug) == ("2001年第一季度重点工作通报", False, "2001-q1")
    assert [block.block_type for block in page.body] == ["heading", "rich_text"]
    assert page.owner.get_full_name() == "人员信息员（编辑）"
    assert page.first_published_at is None
    again = client.post(f"{DESK}{late.pk}/begin/", follow=True)
    assert "已经有人起草" in text(again)
    assert ArticlePage.objects.filter(period_key=LATE).count() == 1
    late.refresh_from_db()
    assert late.is_open, "a draft answers nothing"


def test_an_entry_for_what_was_recorded_is_called_after_the_item_and_what_happened(quiet):
    client, today = browser("ta", Role.EDITOR), timezone.localdate()
    client.post(f"{DESK}occasions/", {"item": "TS-01", "label": "搬迁新址", "on": today.isoformat()})
    row = Obligation.objects.get(period_label="搬迁新址")
    client.post(f"{DESK}{row.pk}/begin/")
    assert ArticlePage.objects.get(period_key=row.period_key).title == "机构设置：搬迁新址"


def test_who_writes_nothing_begins_nothing(late):
    sample.article("TS-02", "上一篇", "正文", period_key="2000-Q4", slug="q4")
    assert browser("ta", Role.LEADER).post(f"{DESK}{late.pk}/begin/").status_code == 302
    assert not ArticlePage.objects.filter(period_key=LATE).exists()


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connections["default"]) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("address", [DESK, f"{DESK}occasions/", "/admin/"])
def test_the_screens_cost_the_same_with_1_row_and_with_10(late, address):
    client = browser("ta", Role.ADMINISTRATOR)
    propose(browser("ta", Role.EDITOR), owe("TS-02", "2002-Q1", days=-20))
    sent = {"item": "TS-01", "on": timezone.localdate().isoformat()}
    client.post(f"{DESK}occasions/", sent | {"label": "变更0"})
    before = queries(client, address)
    for n in range(9):
        owe("TS-02", f"201{n}-Q1", days=-9)
        propose(browser("ta", Role.EDITOR), owe("TS-02", f"201{n}-Q2", days=-8))
        client.post(f"{DESK}occasions/", sent | {"label": f"变更{n + 1}"})
    assert queries(client, address) == before
