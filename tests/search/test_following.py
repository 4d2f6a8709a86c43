"""What is searched is what is public: after every verb, in the same transaction, and in nobody else's unit."""

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cms.pages.models import ArticlePage, ItemPage
from cms.pages.signals import item_changed
from cms.publication.actions import remove_now, withdraw
from cms.publication.actions.withdrawing import take_down
from cms.publication.models import Entry
from cms.search.actions import rewrite_all
from cms.search.models import AttachmentText, SearchDocument
from cms.search.queries import astray, units_astray
from cms.search.tasks import look_over
from tenants.context import rebind, tenant_scope
from tenants.models import Tenant
from tenants.package.signals import filled
from tests import sample
from tests.approval import approve, person

pytestmark = pytest.mark.django_db(databases=["default", "central"])
WHY = "数字有误，正在核对，另行公布"


@pytest.fixture(scope="module")
def written(planted) -> list[int]:
    with tenant_scope(Tenant.objects.get(slug="ta")):
        first = sample.article("TS-02", "第一季度重点工作", "完成三项", slug="first")
        return [first.pk, sample.article("TS-02", "另一篇", "文", slug="other").pk]


@pytest.fixture
def two(written, ta) -> list[ArticlePage]:
    return [ArticlePage.objects.get(pk=key) for key in written]


@pytest.fixture
def page(two) -> ArticlePage:
    return two[0]


def edit(page, **values) -> ArticlePage:
    page = ArticlePage.objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision()
    approve(page)
    return ArticlePage.objects.get(pk=page.pk)


def row(page) -> SearchDocument:
    return SearchDocument.objects.get(entry=page.translation_key, part=0)


def is_searched(page) -> bool:
    return SearchDocument.objects.filter(entry=page.translation_key).exists()


def everything() -> list[tuple]:
    """Every row, with what PostgreSQL made of its vectors."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT d::text FROM search_searchdocument d ORDER BY entry_id, part")
        return cursor.fetchall()


def changed(page):
    return edit(page, title="改过的题目")


def withdrawn(page):
    withdraw(page, by=person("approver"), explanation=WHY)


def removed(page):
    remove_now(page, by=person("approver"), reason="泄露")


def taken_down(page):
    """By Wagtail's own action, without a word."""
    take_down(ArticlePage.objects.get(pk=page.pk), person("approver"))


def came_back(page):
    withdrawn(page)
    edit(page, title="又公开了")


def deleted(page):
    ArticlePage.objects.get(pk=page.pk).delete()


VERBS = [changed, withdrawn, removed, taken_down, came_back, deleted]


@pytest.mark.parametrize("verb", VERBS)
def test_after_every_verb_what_is_searched_is_what_is_public(page, verb):
    assert is_searched(page)
    verb(page)
    assert astray() == []
    assert is_searched(page) == Entry.objects.filter(pk=page.translation_key, withdrawn_at=None).exists()


@pytest.mark.parametrize(
    "break_it",
    [
        lambda key: SearchDocument.objects.filter(entry=key).delete(),
        lambda key: SearchDocument.objects.filter(entry=key).update(version=7),
        lambda key: SearchDocument.objects.filter(entry=key).update(title="别的"),
        lambda key: Entry.objects.filter(pk=key).update(withdrawn_at=timezone.now()),
    ],
)
def test_what_differs_is_found_and_mended(two, break_it):
    """The control: written past the verbs, the two differ, and the same question says so."""
    page, other = two
    before = row(other)
    with transaction.atomic():
        break_it(page.translation_key)
        assert astray() == [page.translation_key]
        filled.send(sender=None)
        assert astray() == []
        assert row(other).v == before.v
        transaction.set_rollback(True)  # a live page without its entry is what no transaction may end with


def test_a_refused_transaction_leaves_neither(page):
    with pytest.raises(RuntimeError), transaction.atomic():
        withdrawn(page)
        assert not is_searched(page)
        raise RuntimeError
    assert is_searched(page)
    assert astray() == []


def test_a_removed_entry_leaves_no_word_of_its_files(ta):
    page = sample.article("TS-02", "题目", "文", body=[sample.attached(sample.document("机密数字"))])
    assert AttachmentText.objects.get(entry=page.translation_key).text == "机密数字"
    removed(page)
    assert not AttachmentText.objects.filter(entry=page.translation_key).exists()
    assert not is_searched(page)


def test_made_anew_every_row_is_the_same_byte_by_byte(ta):
    sample.article(
        "TS-02", "第一季度重点工作", "完成三项" * 50_000, body=[sample.attached(sample.document("附件的话"))]
    )
    before = everything()
    SearchDocument.objects.filter(part__gte=0).update(title="坏了", v="'坏':1")
    keys = list(Entry.objects.values_list("pk", flat=True))
    assert sum(rewrite_all(keys)) == len(keys)
    assert everything() == before
    assert len(before) > len(keys) + 1


def test_a_rename_of_the_item_is_searched_too(page):
    item = ItemPage.objects.get(code="TS-02")
    item.title = "改了名的事项"
    item.save()
    item_changed.send(sender=ItemPage, instance=item)
    assert row(page).item_title == "改了名的事项"


def test_the_look_over_all_units_mends_what_an_older_release_left(ta, tb):
    """Committed rows only: the reader of the district has a connection of its own."""
    assert units_astray() == []
    rebind(None)
    assert look_over.func() == 0
    with tenant_scope(tb):
        assert SearchDocument.objects.exists()
