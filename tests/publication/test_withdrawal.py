"""How an entry leaves: with words that stay, at once in an emergency, and never silently."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model

from cms.obligations.models import Obligation
from cms.pages.models import ArticlePage, ItemPage
from cms.publication.actions import account_for, remove_now, withdraw
from cms.publication.models import Entry, EntryVersion, Removal, Withdrawal
from cms.publication.queries import replacement_of
from cms.publication.states import NoticeRunning, Refused
from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests import sample
from tests.approval import approve, person

pytestmark = pytest.mark.django_db(databases=["default", "central"])
WHY = "第二项的数字有误，正在核对，另行公布"
PERIOD = f"{sample.YEAR}-Q1"


@pytest.fixture(scope="module")
def written(planted) -> list[int]:
    with tenant_scope(Tenant.objects.get(slug="ta")):
        return [sample.article("TS-02", f"题{n}", "文", slug=f"p{n}").pk for n in "abc"]


@pytest.fixture
def pages(written, ta) -> list[ArticlePage]:
    """Three public pages."""
    return [ArticlePage.objects.get(pk=key) for key in written]


def by():
    return person("approver")


def fresh(page) -> ArticlePage:
    return ArticlePage.objects.get(pk=page.pk)


def notice(**days) -> list:
    today = timezone.localdate()
    value = {"start": str(today), "end": str(today + dt.timedelta(**days)), "contact": "党政办", "text": ""}
    return [{"type": "notice", "value": value}]


def test_the_explanation_stays_at_the_address_and_the_content_does_not(ta, visit):
    page = sample.article("TS-02", "第一季度", "投入1234万元", period_key=PERIOD)
    other = sample.article("TS-02", "第一季度（更新）", "投入1243万元", slug="new")
    made = withdraw(
        page, by=by(), explanation=WHY, contact="党政办公室 0571-1", replacement=other.translation_key
    )
    answer = visit("ta").get(page.url)
    text = answer.content.decode()
    assert answer.status_code == 410
    for said in ("第一季度", WHY, "党政办公室 0571-1", other.url, "甲镇党委", f"{timezone.localdate():%Y年}"):
        assert said in text
    assert "1234" not in text
    told = visit("ta").get(f"/api/v1/entries/{page.translation_key}").json()
    assert told["withdrawn"] | {"at": ""} == {
        "at": "", "kind": "WITHDRAWN", "explanation": WHY, "contact": "党政办公室 0571-1",
        "replacement": str(other.translation_key),
    }  # fmt: skip
    assert Obligation.objects.get(item_code="TS-02", period_key=PERIOD).met_on is None
    audit = AuditRecord.objects.get(kind="entry.withdrawn")
    assert (audit.actor_name, audit.subject, made.version) == (by().get_full_name(), "第一季度", 1)


def test_a_page_that_was_withdrawn_meanwhile_is_said_to_be(pages):
    page = pages[0]
    withdraw(page, by=by(), explanation=WHY)
    with pytest.raises(Refused, match=r"已经在 .* 撤下"):
        withdraw(page, by=by(), explanation=WHY)
    assert Withdrawal.objects.filter(entry=page.translation_key).count() == 1


@pytest.mark.parametrize("words", ["", "太短了", " " * 20, "长" * 501])
def test_no_explanation_no_withdrawal(pages, words):
    with pytest.raises(Refused, match="10 到 500 个字"):
        withdraw(pages[0], by=by(), explanation=words)
    assert fresh(pages[0]).live


def test_an_address_leads_on_and_chains_of_one_two_and_three_cannot_loop(pages, visit):
    a, b, c = pages
    with pytest.raises(Refused, match="不能是它自己"):
        withdraw(a, by=by(), explanation=WHY, replacement=a.translation_key)
    withdraw(a, by=by(), explanation=WHY, replacement=b.translation_key, leads_on=True)
    assert visit("ta").get(a.url).headers["Location"] == b.url
    with pytest.raises(Refused, match="正在公开的内容"):
        withdraw(b, by=by(), explanation=WHY, replacement=a.translation_key, leads_on=True)
    withdraw(b, by=by(), explanation=WHY, replacement=c.translation_key, leads_on=True)
    assert visit("ta").get(a.url).headers["Location"] == c.url
    assert WHY in visit("ta").get(f"{a.url}?withdrawn").content.decode()
    with pytest.raises(Refused, match="正在公开的内容"):
        withdraw(c, by=by(), explanation=WHY, replacement=a.translation_key, leads_on=True)
    withdraw(c, by=by(), explanation=WHY)
    answer = visit("ta").get(a.url)
    assert (answer.status_code, c.url in answer.content.decode()) == (410, False)


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_loop_that_stands_in_the_ledger_anyway_ends(pages, visit, length):
    """Rows that no verb writes: whatever the ledger says, an address answers."""
    pages = pages[:length]
    keys = [page.translation_key for page in pages]
    for page in pages:
        withdraw(page, by=by(), explanation=WHY)
    for number, key in enumerate(keys):
        made = Withdrawal.objects.create(
            entry_id=key, kind="WITHDRAWN", title="题", version=1, explanation=WHY, at=timezone.now(),
            replacement=keys[(number + 1) % length], leads_on=True,
        )  # fmt: skip
        Entry.objects.filter(pk=key).update(withdrawal=made.uuid)
    assert replacement_of(Withdrawal.objects.get(pk=Entry.objects.get(pk=keys[0]).withdrawal)) is None
    assert visit("ta").get(pages[0].url).status_code == 410


def test_a_notice_is_not_cut_short_without_a_reason_that_the_office_sees(ta):
    page = sample.article("TS-02", "拟任公示", "", body=notice(days=3))
    with pytest.raises(NoticeRunning, match="提前撤下"):
        withdraw(page, by=by(), explanation=WHY)
    assert fresh(page).live
    withdraw(page, by=by(), explanation=WHY, early_reason="人选有变")
    found = Withdrawal.objects.get(notice_until__isnull=False)
    assert (found.early_reason, found.notice_until) == (
        "人选有变",
        timezone.localdate() + dt.timedelta(days=3),
    )


@pytest.mark.parametrize("leave", ["unpublish", "expire"])
def test_by_whatever_way_a_notice_goes_early_is_found(ta, leave):
    page = fresh(sample.article("TS-02", "公示", "", body=notice(days=0)))
    page.unpublish(set_expired=leave == "expire")
    made = Withdrawal.objects.get(entry=page.translation_key)
    assert (made.kind, made.notice_until) == (
        {"unpublish": "TAKEN_DOWN", "expire": "EXPIRED"}[leave],
        timezone.localdate(),
    )


def test_a_notice_that_is_over_is_no_finding(ta):
    page = sample.article("TS-02", "公示", "", body=notice(days=-1))
    assert withdraw(page, by=by(), explanation=WHY, early_reason="多写的").notice_until is None


def test_an_item_that_leaves_the_public_takes_its_titles_along(ta, visit):
    page = sample.article("TS-02", "不该再看到的题目", "文")
    ItemPage.objects.filter(code="TS-02").update(scope="PARTY")
    fresh(page).unpublish()
    answer = visit("ta").get(page.url)
    assert (answer.status_code, "不该再看到的题目" in answer.content.decode()) == (410, False)
    rows = visit("ta").get(f"/api/v1/entries?since={sample.YEAR}-01-01").json()["items"]
    gone = next(row for row in rows if row["uuid"] == str(page.translation_key))
    assert (gone["title"], gone["item"], gone["withdrawn"]["kind"]) == ("", None, "OUT_OF_SCOPE")
    assert gone["url"] == "", "an address is the title in pinyin"


def test_a_removal_takes_everything_at_once_and_nothing_of_it_comes_back(ta, visit):
    document = get_document_model().objects.create(title="名单", file=ContentFile(b"secret", "list.txt"))
    body = [{"type": "rich_text", "value": "<p>张三330106199001011234</p>"}, sample.attached(document)]
    page = sample.article("TS-02", "张三的补助", "", body=body)
    made = remove_now(page, by=by(), reason="泄露了个人信息")
    client, key = visit("ta"), page.translation_key
    answers = [
        client.get(page.url),
        client.get(f"/api/v1/entries/{key}"),
        client.get(f"/api/v1/entries/{key}/history"),
    ]
    assert [answer.status_code for answer in answers] == [410, 410, 410]
    assert not any(word in answer.content.decode() for answer in answers for word in ("张三", "330106"))
    assert client.get(document.url).status_code == 404
    entry = Entry.objects.get(pk=key)
    assert (entry.html, entry.text, entry.attachments, entry.fields) == ("", "", [], {})
    assert (made.by_name, made.accounted_at) == (by().get_full_name(), None)
    # Published again without the number: what was removed is not in its history, nor in what changed.
    page = fresh(page)
    page.title, page.body = "补助发放", [{"type": "rich_text", "value": "<p>已按月发放</p>"}]
    page.save_revision()
    approve(page)
    assert EntryVersion.objects.filter(entry=key).count() == 2
    again = [client.get(f"{page.url}?version={n}") for n in (1, 2)] + [
        client.get(page.url), client.get(f"/api/v1/entries/{key}/history"),
    ]  # fmt: skip
    assert [answer.status_code for answer in again] == [200] * 4
    assert not any(word in answer.content.decode() for answer in again for word in ("张三", "330106"))


def test_the_account_of_a_removal_is_given_once_whole_and_without_numbers(pages):
    made = remove_now(pages[0], by=by(), reason="泄露")
    words = {"what_happened": "附件误传", "ordered_by": "镇党委书记", "lessons": "双人核对"}
    for wrong, why in (({"lessons": " "}, "都要写"), ({"what_happened": "号码 139 0571 1234"}, "不要写号码")):
        with pytest.raises(Refused, match=why):
            account_for(made, by=by(), **(words | wrong))
    account_for(made, by=by(), **words)
    with pytest.raises(Refused, match=r"已在 .* 补记"):
        account_for(made, by=person("other"), **(words | {"lessons": "另写"}))
    assert Removal.objects.get(pk=made.pk).lessons == "双人核对"
