"""From draft to public through the screens: proposed, masked, returned, proposed again, approved; and who is refused."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.catalog.vocabulary import ApprovalLevel
from cms.pages.models import ArticlePage, ItemPage
from cms.procedure.actions import Person, Terms, decide_from_above, delegate, propose
from cms.procedure.models import Delegation, Plan
from cms.procedure.queries import next_step, records_of
from cms.procedure.signals import closed, raised
from cms.procedure.states import PlanKind, PlanState
from cms.procedure.steps import Outcome, StepKind
from tenants.accounts.models import User
from tenants.identity.actions import join, leave
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.approval import MEETING
from tests.people import again
from tests.procedure.desk.people import address_of, decide, hidden, somebody, text_of

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
NUMBER = "33010619900101123X"


def written(title: str, text: str) -> dict:
    values = {
        "title": title,
        "period_key": "",
        "slug": "",
        "summary": "一句话",
        "doc_no": "",
        "issued_on": "",
    }
    body = streamfield([("rich_text", rich_text(f"<p>{text}</p>"))])
    return nested_form_data(values | {"validity": "IN_FORCE", "body": body})


def write(client, title: str, text: str, page: ArticlePage | None = None):
    """Fill in the editor and press 送审. Returns where that leads."""
    item = ItemPage.objects.get(code="TS-01")
    address = f"/admin/pages/{page.pk}/edit/" if page else f"/admin/pages/add/column/articlepage/{item.pk}/"
    answer = client.post(address, written(title, text) | {"action-propose": "1"})
    assert answer.status_code == 302
    return answer["Location"]


@pytest.fixture(scope="module")
def joined(planted):
    logins = {Role.EDITOR: "bianji", Role.REVIEWER: "baomi", Role.LEADER: "lingdao"}
    return {role: somebody(login, role) for role, login in logins.items()}


@pytest.fixture
def seated(joined, ta):
    """role → a browser, and whose it is, as they were before any test."""
    return lambda role: (again(joined[role][0]), User.objects.get(pk=joined[role][1].pk))


@pytest.fixture
def editor(seated):
    return seated(Role.EDITOR)


@pytest.fixture
def reviewer(seated):
    return seated(Role.REVIEWER)


@pytest.fixture
def leader(seated):
    return seated(Role.LEADER)


def test_the_whole_way_through_the_screens(editor, reviewer, leader, visit):
    (writes, _e), (examines, _r), (approves, _l) = editor, reviewer, leader
    screen = write(writes, "低保名单", f"张三，身份证号{NUMBER}。")
    page = ArticlePage.objects.get(title="低保名单")
    assert screen == f"/admin/procedure/page/{page.pk}/propose/"
    shown = writes.get(screen).content.decode()
    assert "330***********" + NUMBER[-4:] in shown
    assert NUMBER not in shown
    assert "保密审查 → 审批 → 公开" in text_of(writes.get(screen))
    # Everything that is wrong is said at once, and what was typed is still there.
    wrong = {
        "verb": "propose",
        "publish_at": "2020-01-01T08:00",
        "kind": "EMERGENCY",
        "expire_at": "2019-01-01T08:00",
    }
    refused = writes.post(screen, wrong)
    for words in (
        "不能倒填日期",
        "撤下时间要在公开时间之后",
        "特事特办要写明理由",
        'value="2020-01-01T08:00"',
    ):
        assert words in refused.content.decode()
    assert not Plan.objects.filter(page=page).exists()
    assert "已送审：低保名单" in text_of(writes.post(screen, {"verb": "propose"}, follow=True))
    plan = Plan.objects.get(page=page)
    assert [letter.to for letter in mail.outbox] == [["baomi@example.gov.cn"]]
    assert "机构设置" in mail.outbox[0].subject
    assert f"http://ta.test{address_of(plan)}" in mail.outbox[0].body
    assert "低保名单" not in mail.outbox[0].body + mail.outbox[0].subject
    # The leader finds nothing yet; the reviewer one, and cannot pass it while the number stands there.
    assert "低保名单" not in approves.get("/admin/procedure/").content.decode()
    assert address_of(plan) in examines.get("/admin/").content.decode()
    assert "请遮盖，或者写明为什么可以公开" in text_of(decide(examines, plan, "pass"))
    assert "已遮盖 1 处" in text_of(decide(examines, plan, "mask"))
    assert NUMBER not in examines.get(address_of(plan)).content.decode()
    assert address_of(plan) in examines.get("/admin/procedure/").content.decode()
    assert "保密审查通过：低保名单" in text_of(decide(examines, plan, "pass"))
    assert mail.outbox[-1].to == ["lingdao@example.gov.cn"]
    # Returned with a remark on a passage: the editor reads both above the form.
    assert "请写明为什么退回" in text_of(decide(approves, plan, "return"))
    typed = {"reason": "名单不全", "passage-2": "张三", "remark-2": "写到组"}
    assert "已退回：低保名单" in text_of(decide(approves, plan, "return", **typed))
    assert (mail.outbox[-1].to, "退回" in mail.outbox[-1].subject) == (["bianji@example.gov.cn"], True)
    form = text_of(writes.get(f"/admin/pages/{page.pk}/edit/"))
    for words in ("审批退回，请修改后重新送审", "名单不全", "张三", "写到组"):
        assert words in form
    assert NUMBER not in ArticlePage.objects.get(pk=page.pk).get_latest_revision().content["body"]
    write(writes, "低保名单", "张三（三组）。", page)
    writes.post(screen, {"verb": "propose"})
    # Who took a step of it before takes it again, and hears that it waits.
    assert mail.outbox[-1].to == ["baomi@example.gov.cn"]
    decide(examines, plan, "pass")
    assert mail.outbox[-1].to == ["lingdao@example.gov.cn"]
    assert "退回以后的改动" in approves.get(address_of(plan)).content.decode()
    assert "审批通过：低保名单" in text_of(decide(approves, plan, "pass"))
    told = [(letter.to, letter.subject) for letter in mail.outbox]
    assert [subject for to, subject in told if to == ["bianji@example.gov.cn"]][-1].startswith("已公开")
    assert "张三（三组）" in visit("ta").get(ArticlePage.objects.get(pk=page.pk).url).content.decode()
    assert "已公开" in text_of(writes.get("/admin/procedure/mine/"))


def handed_in(title: str, by, **terms) -> Plan:
    page = sample.article("TS-01", title, f"{title}的正文", publish=False)
    return propose(page, by=by, terms=Terms(**terms))


def test_who_looked_at_something_else_is_told_what_changed(editor, reviewer, leader):
    plan = handed_in("班子分工", editor[1])
    seen = hidden(reviewer[0], address_of(plan))
    # Taken back, written anew and proposed while the reviewer still reads.
    assert "已取回" in text_of(editor[0].post(f"{address_of(plan)}take-back/", follow=True))
    assert "状态是“已取回”" in text_of(reviewer[0].post(address_of(plan), seen | {"verb": "pass"}))
    page = ArticlePage.objects.get(title="班子分工")
    newer = propose(page, by=editor[1])
    seen = hidden(reviewer[0], address_of(newer))
    Plan.objects.get(pk=newer.pk)
    draft = page.get_latest_revision_as_object()
    draft.summary = "换了一句话"
    draft.save_revision(user=editor[1])
    assert Plan.objects.get(pk=newer.pk).state == PlanState.RETURNED
    propose(page, by=editor[1])
    answer = reviewer[0].post(address_of(newer), seen | {"verb": "pass"})
    assert "您看的内容已经改动，没有办理" in text_of(answer)
    assert "<ins>换了一句话</ins>" in answer.content.decode()
    assert hidden(reviewer[0], address_of(newer))["seen"] != seen["seen"]
    # A button pressed twice passes one step; the leader's tap after the reviewer's is not the reviewer's.
    fresh = hidden(reviewer[0], address_of(newer)) | {"verb": "pass"}
    reviewer[0].post(address_of(newer), fresh)
    assert "已经有人办过" in text_of(leader[0].post(address_of(newer), fresh))
    assert Plan.objects.get(pk=newer.pk).state == PlanState.OPEN


def test_nobody_gets_at_a_plan_that_is_not_theirs(editor, reviewer, leader, tb):
    plan = handed_in("班子分工", editor[1])
    address = address_of(plan)
    stranger, _user = somebody("bieren", Role.LEADER, slug="tb")
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"verb": "pass"}).status_code == 404
    # Who wrote it reads where it stands, and has no button; a forged one is refused.
    own = editor[0].get(address)
    assert 'value="pass"' not in own.content.decode()
    assert editor[0].post(address, hidden(editor[0], address) | {"verb": "pass"}).status_code == 302
    assert editor[0].get("/admin/procedure/").status_code == 302
    assert reviewer[0].get(f"/admin/procedure/page/{plan.page_id}/propose/").status_code == 302
    assert "没有取回公开方案的权限" in text_of(reviewer[0].post(f"{address}take-back/", follow=True))
    # Wagtail's own ways: no action in its menu, and none by address.
    form = editor[0].get(f"/admin/pages/{plan.page_id}/edit/").content.decode()
    for name in ("action-publish", "action-submit", "action-unpublish", "workflow-action", "action-propose"):
        assert f'name="{name}' not in form
        assert f'data-workflow-action-name="{name}' not in form
    assert "等待保密审查" in text_of(leader[0].get(f"/admin/pages/{plan.page_id}/edit/"))
    task = plan.workflow_state.current_task_state
    for who in (reviewer[0], leader[0]):
        for path in (
            f"/admin/pages/workflow/action/{plan.page_id}/approve/{task.pk}/",
            f"/admin/pages/workflow/collect_action_data/{plan.page_id}/approve/{task.pk}/",
            f"/admin/pages/workflow/confirm_cancellation/{plan.page_id}/",
        ):
            assert who.post(path, {"comment": ""}).status_code in (302, 403)
    assert Plan.objects.get(pk=plan.pk).state == PlanState.OPEN
    assert [row.step for row in records_of(plan)] == [StepKind.PROPOSE]


def test_a_weighty_matter_asks_for_risk_and_meeting_and_a_deputy_decides(editor, reviewer, leader):
    rows = [sample.row("TS-01", "机构设置", approval_level=ApprovalLevel.MAJOR)]
    sample.file_catalog(rows, title="公开目录二")
    page = sample.article("TS-01", "重大决策", "正文", publish=False)
    screen = f"/admin/procedure/page/{page.pk}/propose/"
    assert "要写风险评估" in text_of(editor[0].post(screen, {"verb": "propose"}))
    risk = {"risk_level": "低", "risk_points": "群众关切", "risk_measures": "先行解读"}
    editor[0].post(screen, risk | {"verb": "propose"})
    plan = Plan.objects.get(page=page)
    assert plan.risk == {"level": "低", "points": "群众关切", "measures": "先行解读"}
    decide(reviewer[0], plan, "pass")
    deputy, stands_in = somebody("daiban", Role.EDITOR)
    today = timezone.localdate()
    screen = "/admin/procedure/delegation/"
    asked = {"since": today, "until": today + dt.timedelta(days=90), "reason": "学习"}
    asked["taker"] = str(stands_in.identity_uuid)
    assert "一次委托最多 90 天" in text_of(leader[0].post(screen, asked))
    assert editor[0].get(screen).status_code == 302
    asked["until"] = today + dt.timedelta(days=6)
    assert "已委托名daiban审批" in text_of(leader[0].post(screen, asked, follow=True))
    assert deputy.get("/admin/procedure/").status_code == 200
    assert (
        address_of(plan) not in deputy.get("/admin/procedure/").content.decode()
    )  # the review of merit comes first
    second, _user = somebody("shenhe", Role.REVIEWER)
    decide(second, plan, "pass", note="准确")
    assert mail.outbox[-1].to == ["daiban@example.gov.cn", "lingdao@example.gov.cn"]
    listed = deputy.get("/admin/").content.decode()
    assert address_of(plan) in listed
    assert "受名lingdao委托" in listed
    assert "请填会议名称" in text_of(decide(deputy, plan, "pass", kind="党委会"))
    assert "审批通过" in text_of(decide(deputy, plan, "pass", **MEETING))
    last = records_of(plan)[-1]
    assert (last.on_behalf_of, last.detail["meeting"]["attendees"]) == ("名lingdao", "5人")
    assert ArticlePage.objects.get(pk=page.pk).live
    # Who left lends nothing any more, nor does who ended it.
    leave(login="lingdao")
    assert deputy.get("/admin/procedure/").status_code == 302
    join(login="lingdao", name="名lingdao", role=Role.LEADER, password="something")
    assert deputy.get("/admin/procedure/").status_code == 200
    leader[0].post(screen, {"end": Delegation.objects.get().pk})
    assert deputy.get("/admin/procedure/").status_code == 302


def test_an_emergency_is_public_at_once_and_what_was_left_out_waits(editor, reviewer, leader):
    plan = handed_in("防汛通知", editor[1], kind=PlanKind.EMERGENCY, reason="汛情")
    assert "特事特办核准" in text_of(leader[0].get(address_of(plan)))
    decide(leader[0], plan, "pass")
    assert ArticlePage.objects.get(title="防汛通知").live
    waits = text_of(reviewer[0].get(address_of(plan)))
    assert "“保密审查”要在" in waits
    assert "待补办保密审查" in text_of(editor[0].get("/admin/procedure/mine/"))
    assert "已补办保密审查" in text_of(decide(reviewer[0], plan, "pass"))
    assert "请写明为什么不通过" in text_of(decide(leader[0], plan, "return"))
    assert "补办没有通过" in text_of(decide(leader[0], plan, "return", reason="不该公开"))
    assert records_of(plan)[-1].outcome == Outcome.RETURNED
    assert address_of(plan) not in leader[0].get("/admin/procedure/").content.decode()
    assert "补办审批没有通过" in text_of(editor[0].get("/admin/procedure/mine/"))


def test_what_an_emergency_owes_the_superior_is_raised_when_it_is_its_turn(editor, reviewer, leader):
    sample.file_catalog(
        [sample.row("TS-01", "机构设置", approval_level=ApprovalLevel.ESCALATE)], title="公开目录二"
    )
    risk = {"level": "低", "points": "群众关切", "measures": "先行解读"}
    plan = handed_in("防汛通知", editor[1], kind=PlanKind.EMERGENCY, reason="汛情", risk=risk)
    heard = []

    def hear(plan, step="", signal=None, **kwargs):
        heard.append(step or "closed")

    decide(leader[0], plan, "pass")
    raised.connect(hear)
    closed.connect(hear)
    decide(reviewer[0], plan, "pass")
    decide(somebody("shenhe", Role.REVIEWER)[0], plan, "pass")
    assert heard == []
    decide(leader[0], plan, "pass", **MEETING)
    assert heard == ["SUPERIOR"]
    assert "这一步要由上级党组织" in text_of(leader[0].get(address_of(plan)))
    above = Person("上级", unit="区委", role="上级党组织")
    decide_from_above(plan.pk, by=above, passed=True, content_hash=plan.content_hash)
    assert heard == ["SUPERIOR", "closed"]
    assert next_step(Plan.objects.get(pk=plan.pk)) is None
    assert "已公开" in text_of(editor[0].get("/admin/procedure/mine/"))


def test_a_page_that_is_public_shows_what_changes_and_a_slip_takes_the_short_way(editor, reviewer):
    page = sample.article("TS-01", "值班安排", "周一由办工室值班。")
    draft = page.get_latest_revision_as_object()
    draft.body = [{"type": "rich_text", "value": "<p>周一由办公室值班。</p>"}]
    draft.save_revision(user=editor[1])
    screen = f"/admin/procedure/page/{page.pk}/propose/"
    shown = text_of(editor[0].get(screen))
    assert "这次改动" in shown
    missing = text_of(editor[0].post(screen, {"verb": "propose", "change": "MAJOR"}))
    assert "请写一句更新说明" in missing
    editor[0].post(screen, {"verb": "propose", "kind": "TYPO"})
    plan = Plan.objects.get(page=page, state=PlanState.OPEN)
    answer = reviewer[0].get(address_of(plan)).content.decode()
    assert "<del>工</del><ins>公</ins>" in answer
    assert "与公开版本的差别" in answer
    decide(reviewer[0], plan, "pass")
    assert "办公室" in str(ArticlePage.objects.get(pk=page.pk).body)

    # A correction is decided about like the text: it is screened, and shown where nothing else changed.
    said = {
        "fault": "INACCURATE",
        "passage": "周一由办公室值班",
        "text": "改为周二，联系人证件号11010519491231002X",
    }
    draft = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.corrections = [{"type": "correction", "value": said | {"on": "2026-05-06"}}]
    draft.save_revision(user=editor[1])
    assert "110***********002X" in text_of(editor[0].get(screen))
    editor[0].post(screen, {"verb": "propose", "change": "MAJOR", "change_note": "更正"})
    answer = text_of(reviewer[0].get(address_of(Plan.objects.get(page=page, state=PlanState.OPEN))))
    # In the finding, in the text, and twice in the difference: for narrow windows and for wide ones.
    assert "不准确" in answer and answer.count("改为周二") == 4


def test_the_lists_cost_the_same_with_1_plan_and_with_10(editor, reviewer, leader):
    def cost(client, path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connections["default"]) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    handed_in("第0件", editor[1])
    looked = [
        (reviewer[0], "/admin/procedure/"),
        (reviewer[0], "/admin/"),
        (editor[0], "/admin/procedure/mine/"),
    ]
    before = [cost(*one) for one in looked]
    for number in range(1, 10):
        handed_in(f"第{number}件", editor[1])
    assert [cost(*one) for one in looked] == before
    assert reviewer[0].get("/admin/procedure/").content.decode().count('class="plan-row"') == 10
    # What one has proposed oneself is not offered; another's is.
    assert delegate(
        leader[1], taker=editor[1], since=timezone.localdate(), until=timezone.localdate(), reason="会"
    )
    assert "现在没有等您办理的" in text_of(editor[0].get("/admin/procedure/"))


def test_the_next_one_is_a_tap_away(editor, reviewer):
    first, second = handed_in("第一件", editor[1]), handed_in("第二件", editor[1])
    answer = decide(reviewer[0], first, "pass")
    assert "还有 1 件等您办理" in text_of(answer)
    assert f'href="{address_of(second)}"' in answer.content.decode()


def test_a_catalog_that_changed_meanwhile_stops_a_plan_and_lets_it_be_returned(editor, reviewer):
    plan = handed_in("班子分工", editor[1], expire_at=timezone.now() + dt.timedelta(hours=1))
    sample.file_catalog(
        [sample.row("TS-01", "机构设置", approval_level=ApprovalLevel.MAJOR)], title="公开目录二"
    )
    Plan.objects.filter(pk=plan.pk).update(expire_at=timezone.now() - dt.timedelta(hours=1))
    answer = text_of(decide(reviewer[0], plan, "pass"))
    assert "您看的内容已经改动" in answer  # nobody moves a moment behind a plan's back
    Plan.objects.filter(pk=plan.pk).update(expire_at=plan.expire_at)
    assert "现在的审批层级是“重大”，请退回重新送审" in text_of(decide(reviewer[0], plan, "pass"))
    sample.file_catalog([sample.row("TS-09", "别的")], title="公开目录三")
    assert "这个事项不再这样公开，请退回" in text_of(decide(reviewer[0], plan, "pass"))
    assert "已退回" in text_of(decide(reviewer[0], plan, "return", reason="目录变了"))
