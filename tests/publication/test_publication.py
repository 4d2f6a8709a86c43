"""What is public: the ledger follows the page in the same transaction, and remembers every version."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from cms.obligations.models import Obligation
from cms.pages.markup import plain_text
from cms.pages.models import ArticlePage, ItemPage
from cms.procedure.actions import CannotPropose
from cms.publication.actions import publish
from cms.publication.models import Entry, EntryVersion
from cms.publication.projection import project
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests import sample
from tests.approval import approve

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def entry(page) -> Entry:
    return Entry.objects.get(uuid=page.translation_key)


def edit(page: ArticlePage, **values) -> ArticlePage:
    """Edit and publish as an editor does."""
    page = ArticlePage.objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision()
    approve(page)
    return ArticlePage.objects.get(pk=page.pk)


@pytest.fixture(scope="module")
def written(planted) -> int:
    with tenant_scope(Tenant.objects.get(slug="ta")):
        return sample.article("TS-02", "题", "文").pk


@pytest.fixture
def page(written, ta) -> ArticlePage:
    return ArticlePage.objects.get(pk=written)


def test_publishing_writes_the_entry_and_its_first_version(ta):
    page = sample.article("TS-02", "第一季度", "已完成", period_key=f"{sample.YEAR}-Q1")
    row = entry(page)
    assert (row.item_code, row.version, row.withdrawn_at) == ("TS-02", 1, None)
    assert row.period_label == f"{sample.YEAR}年第一季度"
    assert [version.number for version in row.versions.all()] == [1]


def test_publishing_meets_what_was_owed(ta):
    due = Obligation.objects.filter(item_code="TS-02", period_key=f"{sample.YEAR}-Q1")
    assert due.get().met_on is None
    page = sample.article("TS-02", "第一季度", "已完成", period_key=f"{sample.YEAR}-Q1")
    assert (due.get().met_on, due.get().entry_uuid) == (timezone.localdate(), page.translation_key)


def test_an_edit_is_a_new_version_and_the_old_one_stays_as_it_was(ta):
    page = edit(sample.article("TS-02", "旧题", "旧文"), title="新题")
    assert (entry(page).version, entry(page).title) == (2, "新题")
    assert [(v.number, v.title) for v in entry(page).versions.all()] == [(2, "新题"), (1, "旧题")]


def test_the_first_day_of_publication_stays_and_the_day_of_the_edit_is_told(page):
    first = entry(page).published_at
    page = edit(page, title="新题")
    assert entry(page).published_at == first
    assert entry(page).updated_at > first


def test_publishing_the_same_content_again_changes_nothing(page):
    page = edit(page)
    assert entry(page).version == 1
    assert EntryVersion.objects.filter(entry=page.translation_key).count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"title": "另一题"},
        {"summary": "另一说明"},
        {"body": [{"type": "rich_text", "value": "<p>另一文</p>"}]},
        {"doc_no": "甲〔2026〕1号"},
        {"issued_on": dt.date(2026, 1, 2)},
        {"validity": "REPEALED"},
        {"period_key": "2026-Q2"},
    ],
)
def test_the_hash_covers_everything_a_reader_sees(page, change):
    before = entry(page).content_hash
    assert entry(edit(page, **change)).content_hash != before


def test_the_hash_does_not_hang_on_the_address(ta):
    page = sample.article("TS-02", "题", "文", slug="one")
    before = entry(page).content_hash
    page = edit(page, slug="two")
    assert entry(page).content_hash == before
    assert entry(page).path.endswith("/two/")


def test_a_draft_is_nowhere_in_the_ledger(ta):
    page = sample.article("TS-02", "草稿", "文", publish=False)
    assert not Entry.objects.filter(uuid=page.translation_key).exists()


def test_a_draft_of_a_public_page_leaves_the_public_version_alone(page):
    page.title = "还在改"
    page.save_revision()
    assert entry(page).title == "题"


@pytest.mark.parametrize("leave", ["unpublish", "delete"])
def test_what_leaves_the_site_leaves_public_sight_and_is_owed_again(ta, leave):
    page = sample.article("TS-02", "第一季度", "文", period_key=f"{sample.YEAR}-Q1")
    getattr(ArticlePage.objects.get(pk=page.pk), leave)()
    row = entry(page)
    assert row.withdrawn_at is not None
    assert row.versions.count() == 1
    assert Obligation.objects.get(item_code="TS-02", period_key=f"{sample.YEAR}-Q1").met_on is None


def test_what_comes_back_is_the_same_entry_in_a_new_version(page):
    ArticlePage.objects.get(pk=page.pk).unpublish()
    page = edit(page)
    assert (entry(page).withdrawn_at, entry(page).version) == (None, 2)


def test_an_item_that_is_not_for_the_public_refuses(ta):
    with pytest.raises(CannotPropose), transaction.atomic():
        sample.article("TS-03", "党费", "机密")
    assert not Entry.objects.filter(item_code="TS-03").exists()
    assert not ArticlePage.objects.filter(title="党费").exists()


def test_a_failure_in_the_ledger_leaves_the_page_unpublished(ta, monkeypatch):
    """One transaction: page, entry and obligation, or none of them."""
    page = sample.article("TS-02", "题", "文", publish=False)
    from cms.publication.actions import publishing

    monkeypatch.setattr(publishing, "fulfil", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        approve(page)
    assert not ArticlePage.objects.get(pk=page.pk).live
    assert not Entry.objects.filter(uuid=page.translation_key).exists()


def test_moved_pages_have_their_new_address_in_the_ledger(ta, django_capture_on_commit_callbacks):
    page = sample.article("TS-02", "题", "文", slug="one")
    item = ItemPage.objects.get(code="TS-02")
    item.slug = "elsewhere"
    with django_capture_on_commit_callbacks(execute=True):
        item.save_revision().publish()
    assert entry(page).path in ("/column/gong-zuo-mu-biao/elsewhere/one/",)


def test_structured_fields_are_kept_for_machines(ta):
    table = {
        "caption": "收支",
        "unit": "万元",
        "table": {
            "columns": [{"type": "text", "heading": "项目"}, {"type": "number", "heading": "金额"}],
            "rows": [{"values": ["收入", "12.50"]}],
            "caption": "",
        },
    }
    page = sample.article("TS-02", "表", "文", body=[{"type": "table", "value": table}])
    assert entry(page).fields["table"] == [
        {
            "caption": "收支",
            "unit": "万元",
            "header": ["项目", "金额"],
            "numeric": [False, True],
            "rows": [["收入", "12.50"]],
        }
    ]
    assert entry(page).text.splitlines()[-1] == "收入 12.50"


def test_plain_text_keeps_lines_and_entities():
    assert plain_text("<h3>一</h3><p>甲&amp;乙<br/>丙</p><ul><li>丁</li></ul>") == "一\n甲&乙\n丙\n丁"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>好",
        "<img src=x onerror=alert(1)>好",
        '<a href="javascript:alert(1)">好</a>',
        "<p onclick=alert(1)>好</p>",
        "<iframe src=//x></iframe>好",
        "<style>p{}</style>好",
    ],
)
def test_a_script_in_the_text_does_not_reach_the_ledger(ta, text):
    page = sample.article("TS-02", "题", text)
    assert not any(word in entry(page).html for word in ("alert", "script", "onerror", "iframe", "style"))
    assert "好" in entry(page).html
    assert project(page)["html"] == entry(page).html


def test_publish_says_so_when_the_page_is_copied(page):
    """A copy is a disclosure of its own, with an entry of its own."""
    copied = page.copy(update_attrs={"slug": "two", "title": "题二"})
    copied.save_revision()
    approve(copied)
    assert copied.translation_key != page.translation_key
    assert Entry.objects.filter(item_code="TS-02").count() == 2
    assert publish(ArticlePage.objects.get(pk=copied.pk)).title == "题二"
