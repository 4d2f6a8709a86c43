"""「我今天要做什么」: what the home page says to each role, and two clicks from it to a published entry."""

import datetime as dt
import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.filing.queries import registered
from cms.obligations.models import Obligation
from cms.pages.forms import elements_of
from cms.pages.models import ArticlePage, ItemPage
from cms.procedure.actions import pass_step, propose
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.approval import approve, person
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])

WRITE = re.compile(r'href="(/admin/pages/add/column/articlepage/\d+/\?period=[\w-]+)"')


def owe(code: str, period: str, *, days: int, label: str = "某期") -> Obligation:
    """An obligation of the bound unit that falls due so many days from today."""
    return Obligation.objects.create(
        unit=registered().unit,
        item_code=code,
        item_title=ItemPage.objects.get(code=code).title,
        period_key=period,
        period_label=label,
        due_on=timezone.localdate() + dt.timedelta(days=days),
    )


@pytest.fixture
def nothing_due(ta):
    """As if the first release had written them down and declared them: what the engine leaves as it is."""
    Obligation.objects.update(nil=True, kind=None)


def home(slug: str, role: Role) -> str:
    return browser(slug, role).get("/admin/").content.decode()


def lines(page: str) -> list[str]:
    """Title, period and state word of each line of the list, in its order."""
    rows = re.findall(r'<td class="duties__title">(.*?)</tr>', page, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_what_is_overdue_comes_first_then_what_is_due_soon(nothing_due):
    owe("TS-02", "2001-Q3", days=4, label="丙期")
    owe("TS-02", "2001-Q1", days=-30, label="甲期")
    owe("TS-02", "2001-Q2", days=-1, label="乙期")
    owe("TS-02", "2001-Q4", days=11, label="丁期")
    found = [line.split(" 20")[0] for line in lines(home("ta", Role.EDITOR))]
    assert found == ["重点工作 甲期 逾期", "重点工作 乙期 逾期", "重点工作 丙期 即将到期"]


def test_an_item_that_left_the_catalog_asks_for_nothing(nothing_due):
    owe("TS-02", "2001-Q1", days=-3)
    ItemPage.objects.filter(code="TS-02").update(withdrawn=True)
    assert lines(home("ta", Role.EDITOR)) == []


def test_when_nothing_is_due_it_says_so_and_what_comes_next(nothing_due):
    later = owe("TS-02", "2001-Q1", days=40, label="某季")
    page = home("ta", Role.EDITOR)
    assert "今天没有到期要公开的内容。" in page
    assert f"下一项是某季《重点工作》，{later.due_on:%Y-%m-%d} 前公开。" in page


def test_a_draft_that_was_begun_is_gone_on_with(nothing_due):
    owe("TS-02", "2001-Q1", days=-3)
    draft = ArticlePage.objects.get(live=False)
    ArticlePage.objects.filter(pk=draft.pk).update(period_key="2001-Q1")
    page = home("ta", Role.EDITOR)
    assert f'href="/admin/pages/{draft.pk}/edit/"' in page
    assert "继续写草稿" in page
    assert WRITE.findall(page) == []


def post_of(client, address: str, **changes) -> dict:
    """What the browser would post of the form at an address, with every empty paragraph written."""
    form = client.get(address).context["form"]
    body = form["body"].value()
    written = [
        ("heading", {"text": block.value["text"]})
        if block.block_type == "heading"
        else ("rich_text", rich_text("<p>写好了。</p>"))
        for block in body
    ]
    values = {"title": form["title"].value(), "period_key": form["period_key"].value(), "slug": ""}
    values |= {
        "summary": "一句话",
        "doc_no": "",
        "issued_on": "",
        "validity": "IN_FORCE",
        "body": streamfield(written),
    }
    return nested_form_data(values) | changes


def test_the_form_comes_with_period_title_and_the_elements_of_the_item(nothing_due):
    owe("TS-02", "2001-Q1", days=-9, label="2001年第一季度")
    owe("TS-02", "2001-Q2", days=-3, label="2001年第二季度")
    client = browser("ta", Role.EDITOR)
    addresses = WRITE.findall(client.get("/admin/").content.decode())
    form = client.get(addresses[1]).context["form"]
    assert (form["period_key"].value(), form["title"].value()) == ("2001-Q2", "2001年第二季度重点工作")
    headings = [block.value["text"] for block in form["body"].value() if block.block_type == "heading"]
    assert headings == ["机构设置", "主要职责", "联系电话"]


@pytest.mark.parametrize(
    ("content", "elements"),
    [
        ("机构设置、主要职责；联系电话。", ["机构设置", "主要职责", "联系电话"]),
        ("", []),
        ("收入、收入，支出", ["收入", "支出"]),
        ("很" * 41, []),
        ("、".join("一二三四五六七八九十"), list("一二三四五六七八")),
    ],
)
def test_elements_are_what_stands_between_the_marks(content, elements):
    assert elements_of(content) == elements


def test_an_entry_is_public_when_two_others_have_passed_it(nothing_due, visit):
    owed = owe("TS-02", "2001-Q1", days=-9, label="2001年第一季度")
    editor, leader = browser("ta", Role.EDITOR), browser("ta", Role.LEADER)
    assert "现在没有等你审批的内容" in leader.get("/admin/").content.decode()
    address = WRITE.findall(editor.get("/admin/").content.decode())[0]
    assert editor.post(address, post_of(editor, address, **{"action-submit": "1"})).status_code == 302
    page = ArticlePage.objects.get(title="2001年第一季度重点工作")
    assert (page.slug, page.item_code, page.current_workflow_state) == ("2001-q1", "TS-02", None)
    plan = propose(page, by=editor.get("/admin/").context["user"])
    assert visit("ta").get(page.url).status_code == 404
    assert "已送审" in editor.get("/admin/").content.decode()
    assert lines(leader.get("/admin/").content.decode()) == []
    pass_step(plan, by=person("examiner"))
    waiting = leader.get("/admin/").content.decode()
    assert [line.split(" 20", 2)[0] for line in lines(waiting)] == ["2001年第一季度重点工作 审批"]
    task = page.current_workflow_task_state
    leader.post(f"/admin/pages/workflow/action/{page.pk}/approve/{task.pk}/", {"comment": ""})
    assert not ArticlePage.objects.get(pk=page.pk).live  # Wagtail's own button is not the way
    pass_step(plan, by=leader.get("/admin/").context["user"])
    assert visit("ta").get(page.url).status_code == 200
    listed = [row["title"] for row in visit("ta").get("/api/v1/entries?item=TS-02").json()["items"]]
    assert listed == ["2001年第一季度重点工作"]
    owed.refresh_from_db()
    assert owed.met_on == timezone.localdate()


def test_an_entry_that_is_moved_to_another_period_no_longer_answers_for_the_first(nothing_due):
    first, second = owe("TS-02", "2001-Q1", days=-9), owe("TS-02", "2001-Q2", days=-3)
    page = sample.article("TS-02", "季度", "正文", period_key="2001-Q1", slug="q")
    first.refresh_from_db()
    assert first.met_on == timezone.localdate()
    page.period_key = "2001-Q2"
    page.save_revision()
    approve(page)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.met_on, second.met_on) == (None, timezone.localdate())


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_nobody_publishes_by_asking_for_it(nothing_due, role):
    owe("TS-02", "2001-Q1", days=-9, label="2001年第一季度")
    client = browser("ta", role)
    address = WRITE.findall(client.get("/admin/").content.decode())[0]
    client.post(address, post_of(client, address, **{"action-publish": "1"}))
    assert not ArticlePage.objects.get(title="2001年第一季度重点工作").live


def test_an_address_is_the_period_or_the_title_in_pinyin_and_never_taken_twice(ta):
    client = browser("ta", Role.ADMINISTRATOR)
    item = ItemPage.objects.get(code="TS-01")
    for _n in range(2):
        address = f"/admin/pages/add/column/articlepage/{item.pk}/"
        client.post(address, post_of(client, address, title="班子分工", **{"action-publish": "1"}))
    found = ArticlePage.objects.filter(title="班子分工").order_by("pk").values_list("slug", flat=True)
    assert list(found) == ["ban-zi-fen-gong", "ban-zi-fen-gong-2"]


def test_a_draft_is_previewed_in_the_looks_of_the_site_before_it_is_saved(nothing_due):
    owe("TS-02", "2001-Q1", days=-9, label="2001年第一季度")
    client = browser("ta", Role.EDITOR)
    address = WRITE.findall(client.get("/admin/").content.decode())[0].partition("?")[0]
    preview = f"{address}preview/"
    answer = client.post(preview, post_of(client, address))
    assert answer.json() == {"is_valid": True, "is_available": True}
    page = client.get(preview)
    assert page.status_code == 200
    for word in ("写好了。", "2001年第一季度重点工作", "site.css", "甲镇党委"):
        assert word in page.content.decode()


def test_every_page_of_the_column_can_be_looked_at_by_those_who_work_on_it(ta):
    client = browser("ta", Role.EDITOR)
    for page in ArticlePage.objects.all():
        assert client.get(f"/admin/pages/{page.pk}/view_draft/").status_code == 200


def queries(client) -> dict[str, int]:
    client.get("/admin/")
    with (
        CaptureQueriesContext(connections["default"]) as own,
        CaptureQueriesContext(connections["central"]) as all_,
    ):
        assert client.get("/admin/").status_code == 200
    return {"default": len(own), "central": len(all_)}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.LEADER])
def test_the_home_page_costs_the_same_with_1_duty_and_with_10(nothing_due, role):
    owe("TS-02", "1990", days=-9)
    client = browser("ta", role)
    before = queries(client)
    for number in range(9):
        owe("TS-02", f"199{number + 1}", days=-9)
    assert queries(client) == before


def test_the_leaders_list_costs_the_same_with_1_entry_and_with_10(nothing_due):
    editor, leader = browser("ta", Role.EDITOR), browser("ta", Role.LEADER)
    user = editor.get("/admin/").context["user"]
    hand_in(1, user)
    before = queries(leader)
    hand_in(9, user)
    assert len(lines(leader.get("/admin/").content.decode())) == 10
    assert queries(leader) == before


def hand_in(number: int, user) -> None:
    for n in range(number):
        page = sample.article("TS-02", f"送审{n}", "正文", publish=False, slug=f"s-{number}-{n}")
        pass_step(propose(page, by=user), by=person("examiner"))


def test_the_home_page_shows_nothing_of_another_unit(ta):
    for role in (Role.EDITOR, Role.LEADER, Role.ADMINISTRATOR):
        assert sample.CANARY not in home("ta", role)
    assert sample.CANARY in home("tb", Role.EDITOR)


def test_the_office_sees_who_is_behind_what_was_filed_and_what_is_new(tenant):
    page = home("central", Role.OFFICE_CLERK)
    for word in ("全区情况", "最近报送的目录", "最近公开的内容", "甲镇党委", sample.CANARY):
        assert word in page
    assert "全区情况" not in home("ta", Role.ADMINISTRATOR)


def test_the_offices_home_page_asks_the_ledger_a_fixed_number_of_times(tenant):
    counted = queries(browser("central", Role.OFFICE_CLERK))
    assert counted["central"] <= 8
    assert counted["default"] <= 36
