"""Taking content down in the admin: the screens of the unit, what the office sees, and Wagtail's own ways that lead there."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.pages.models import ArticlePage
from cms.publication.models import Entry, Removal, Withdrawal
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tenants.models import Tenant
from tests import sample
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
DESK = "/admin/withdrawals/"
WHY = "第二项的数字有误，正在核对，另行公布"


@pytest.fixture(scope="module")
def written(planted) -> int:
    with tenant_scope(Tenant.objects.get(slug="ta")):
        return sample.article("TS-02", "第一季度重点工作", "文").pk


@pytest.fixture
def page(written, ta) -> ArticlePage:
    return ArticlePage.objects.get(pk=written)


def text(answer) -> str:
    return answer.content.decode()


def test_a_leader_withdraws_from_the_menu_of_the_page(page):
    client = browser("ta", Role.LEADER)
    address = f"{DESK}pages/{page.pk}/"
    for where in (f"/admin/pages/{page.get_parent().pk}/", f"/admin/pages/{page.pk}/edit/"):
        shown = text(client.get(where))
        assert address in shown
        assert f"/admin/pages/{page.pk}/unpublish/" not in shown
    assert client.get(f"/admin/pages/{page.pk}/unpublish/").headers["Location"] == address
    assert client.post(f"/admin/pages/{page.pk}/unpublish/").headers["Location"] == address
    short = client.post(address, {"explanation": "太短", "contact": "甲" * 300})
    assert "请至少写 10 个字" in text(short)
    assert "200" in text(short)
    assert ArticlePage.objects.get(pk=page.pk).live
    done = client.post(address, {"explanation": WHY, "contact": "党政办"}, follow=True)
    assert "已撤回“第一季度重点工作”" in text(done)
    assert WHY in text(done)
    again = client.post(address, {"explanation": WHY})
    assert "已经在" in text(again)
    assert Withdrawal.objects.filter(entry=page.translation_key).count() == 1


def test_no_way_of_wagtails_takes_a_page_down_without_a_word(page):
    for role in (Role.LEADER, Role.ADMINISTRATOR):
        client = browser("ta", role)
        bulk = f"/admin/bulk/wagtailcore/page/unpublish/?id={page.pk}"
        assert "逐条写明理由" in text(client.post(bulk, {"include_descendants": ""}, follow=True))
        client.post(f"/admin/api/main/pages/{page.pk}/action/unpublish/", content_type="application/json")
        assert ArticlePage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER, Role.PLATFORM_OPS])
def test_who_may_not_withdraw_is_refused_by_address(page, role):
    client = browser("ta", role)
    assert client.post(f"{DESK}pages/{page.pk}/", {"explanation": WHY}).status_code == 302
    assert ArticlePage.objects.get(pk=page.pk).live


def test_a_reviewer_removes_in_two_taps_and_accounts_for_it(page, tb):
    client = browser("ta", Role.REVIEWER)
    remove = f"{DESK}pages/{page.pk}/remove/"
    assert remove in text(client.get(f"/admin/pages/{page.get_parent().pk}/"))
    shown = text(client.get(remove))
    assert 'value="PERSONAL" ' in shown and "checked" in shown
    assert "补记经过" in text(client.post(remove, {"reason": "PERSONAL", "words": ""}, follow=True))
    made = Removal.objects.get(entry=page.translation_key)
    assert (made.reason, Entry.objects.get(pk=page.translation_key).html) == ("泄露了个人信息", "")
    leader = browser("ta", Role.LEADER)
    assert "紧急移除以后要补记" in text(leader.get("/admin/"))
    account = f"{DESK}removals/{made.pk}/"
    words = {"what_happened": "附件误传，看过的有三人", "ordered_by": "书记", "lessons": ""}
    assert "字段" in text(leader.post(account, words)) or "必填" in text(leader.post(account, words))
    assert "已补记" in text(leader.post(account, words | {"lessons": "双人核对"}, follow=True))
    assert "紧急移除以后要补记" not in text(leader.get("/admin/"))
    assert browser("tb", Role.LEADER).get(account).status_code == 404


def test_the_office_sees_findings_and_removals_of_all_units_and_a_unit_does_not(page):
    today = timezone.localdate()
    made = Withdrawal.objects.create(
        entry=Entry.objects.get(pk=page.translation_key), kind="WITHDRAWN", title="提前的公示", version=1,
        explanation=WHY, notice_until=today, early_reason="人选有变", at=timezone.now(),
    )  # fmt: skip
    Removal.objects.create(
        withdrawal=made.uuid, entry=made.entry_id, title="误传的名单", reason="泄露", by_name="甲", at=timezone.now(),
        due_at=timezone.now(),
    )  # fmt: skip
    clerk = browser("central", Role.OFFICE_CLERK)
    shown = text(clerk.get("/admin/register/removals/?open=yes"))
    assert "误传的名单" in shown and "甲镇党委" in shown and "逾期未补记" in shown
    assert clerk.get("/admin/register/removals/?export=csv").status_code == 200
    # Committed rows only: what the central reader sees is not what this test wrote.
    listed = text(clerk.get("/admin/register/withdrawals/"))
    assert "旧题" in listed and sample.CANARY in listed
    assert "提前的公示" not in text(clerk.get("/admin/register/withdrawals/?early=yes"))
    assert browser("central", Role.VIEWER).get("/admin/register/removals/").status_code == 302
    for path in ("/admin/register/withdrawals/", "/admin/register/removals/"):
        assert browser("ta", Role.LEADER).get(path).status_code == 404


def test_the_list_asks_as_often_with_ten(ta):
    client = browser("ta", Role.LEADER)
    entry, counts = Entry.objects.first(), []
    client.get(DESK)
    for size in (1, 10):
        for number in range(size):
            made = Withdrawal.objects.create(
                entry=entry,
                kind="REMOVED",
                title=f"题{number}",
                version=1,
                explanation=WHY,
                at=timezone.now(),
            )
            Removal.objects.create(
                withdrawal=made.uuid, entry=entry.pk, title=f"题{number}", reason="泄露", by_name="甲",
                at=timezone.now(), due_at=timezone.now(),
            )  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            assert client.get(DESK).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_correction_is_offered_once_something_was_public_and_its_passage_has_to_stand_there(page):
    client = browser("ta", Role.EDITOR)
    draft = sample.article("TS-02", "草稿", "文", publish=False, slug="a-draft")
    assert "更正与说明" not in text(client.get(f"/admin/pages/{draft.pk}/edit/"))
    assert "更正与说明" in text(client.get(f"/admin/pages/{page.pk}/edit/"))
    sent = {
        "title": page.title, "period_key": "", "summary": "", "slug": page.slug, "doc_no": "", "issued_on": "",
        "validity": "IN_FORCE", "body-count": "0", "corrections-count": "1", "corrections-0-deleted": "",
        "corrections-0-order": "0", "corrections-0-type": "correction", "corrections-0-value-fault": "UNTRUE",
        "corrections-0-value-passage": "从没写过的话", "corrections-0-value-text": "改",
        "corrections-0-value-on": "2026-05-06",
    }  # fmt: skip
    refused = client.post(f"/admin/pages/{page.pk}/edit/", sent)
    assert json.dumps("都没有这句话")[1:-1] in text(refused)
    sent["corrections-0-value-passage"] = "文"
    assert client.post(f"/admin/pages/{page.pk}/edit/", sent).status_code == 302
    with tenant_scope(Tenant.objects.get(slug="ta")):
        draft = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
        assert [block.value["passage"] for block in draft.corrections] == ["文"]
