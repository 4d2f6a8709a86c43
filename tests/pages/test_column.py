"""The column follows the registered catalog: built from it, kept in step, never losing what was published."""

import pytest

from cms.catalog.actions import take_in
from cms.catalog.importing import CatalogDocument
from cms.catalog.vocabulary import DisclosureScope
from cms.filing.actions import register, submit
from cms.filing.signals import registered
from cms.pages.actions import sync_column
from cms.pages.models import ArticlePage, ColumnPage, ItemPage, SectionPage
from cms.publication.models import Entry
from tests import sample

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def refile(rows, number: str = "测备2号"):
    """A new version of the catalog, registered; what the column did about it."""
    filing = sample.file_catalog(rows, number=number, sync=False)
    return sync_column(filing)


def test_the_column_is_the_catalog(ta):
    assert [page.title for page in SectionPage.objects.order_by("path")] == ["组织概况", "工作目标"]
    pages = ItemPage.objects.order_by("path")
    assert [(page.code, page.title, page.scope) for page in pages] == [
        ("TS-01", "机构设置", "SOCIETY"),
        ("TS-02", "重点工作", "SOCIETY"),
        ("TS-03", "党费收缴", "PARTY"),
    ]
    assert pages[0].url == "/column/zu-zhi-gai-kuang/ji-gou-she-zhi/"


def test_synchronising_again_changes_nothing(ta):
    before = list(ItemPage.objects.order_by("pk").values())
    changes = refile(sample.rows())
    assert (changes.added, changes.changed, changes.withdrawn) == ([], [], [])
    assert list(ItemPage.objects.order_by("pk").values()) == before


def test_a_renamed_item_keeps_its_address_and_its_entries(ta):
    _first, *rest = sample.rows()
    changes = refile([sample.row("TS-01", "机构与人员"), *rest])
    page = ItemPage.objects.get(code="TS-01")
    assert changes.changed == ["TS-01"]
    assert (page.title, page.slug) == ("机构与人员", "ji-gou-she-zhi")
    assert ArticlePage.objects.child_of(page).live().count() == 1


def test_a_renamed_item_has_its_new_name_in_the_ledger(ta):
    refile([sample.row("TS-01", "机构与人员"), *sample.rows()[1:]])
    assert Entry.objects.get(item_code="TS-01").item_title == "机构与人员"


def test_an_item_that_left_the_catalog_keeps_its_pages_marked(visit, ta):
    changes = refile(sample.rows()[1:])
    page = ItemPage.objects.get(code="TS-01")
    assert changes.withdrawn == ["TS-01"]
    assert page.withdrawn
    body = visit("ta").get(page.url).content.decode()
    assert "已移出现行目录" in body
    assert "机构设置公开" in body
    assert visit("ta").get("/column/zu-zhi-gai-kuang/ji-gou-she-zhi/article-one/").status_code == 200


def test_an_item_that_came_back_is_the_same_page(ta):
    key = ItemPage.objects.get(code="TS-01").pk
    refile(sample.rows()[1:])
    changes = refile(sample.rows(), number="测备3号")
    page = ItemPage.objects.get(code="TS-01")
    assert (page.pk, page.withdrawn, changes.changed) == (key, False, ["TS-01"])


def test_an_item_that_is_no_longer_for_the_public_loses_its_entries_at_once(visit, ta):
    refile([sample.row("TS-01", "机构设置", scope=DisclosureScope.PARTY), *sample.rows()[1:]])
    client = visit("ta")
    gone = client.get("/column/zu-zhi-gai-kuang/ji-gou-she-zhi/article-one/")
    assert (gone.status_code, "机构设置公开" in gone.content.decode()) == (410, False)
    assert client.get("/api/v1/entries").json()["items"] == []
    body = client.get("/column/zu-zhi-gai-kuang/ji-gou-she-zhi/").content.decode()
    assert "本事项不向社会公开" in body
    assert "机构设置公开" not in body


def test_a_new_section_takes_its_place_and_two_of_one_name_get_addresses_of_their_own(ta):
    changes = refile(
        [*sample.rows(), sample.row("TS-04", "机构设置", section="其他"), sample.row("TS-05", "机构设置")]
    )
    assert changes.added == ["TS-04", "TS-05"]
    assert ItemPage.objects.get(code="TS-04").url == "/column/qi-ta/ji-gou-she-zhi/"
    assert ItemPage.objects.get(code="TS-05").slug == "ji-gou-she-zhi-2"


def test_the_order_of_the_pages_is_the_order_of_the_catalog(ta):
    rows = sample.rows()
    refile([sample.row("TS-09", "新的第一项"), *rows])
    assert [page.code for page in ItemPage.objects.order_by("path")][:2] == ["TS-09", "TS-01"]


def test_an_item_may_move_to_another_section(ta):
    refile([sample.row("TS-01", "机构设置", section="工作目标"), *sample.rows()[1:]])
    page = ItemPage.objects.get(code="TS-01")
    assert page.get_parent().title == "工作目标"
    assert Entry.objects.get(item_code="TS-01").path == "/column/gong-zuo-mu-biao/ji-gou-she-zhi/article-one/"


def test_the_address_before_a_move_leads_to_the_one_after(visit, ta):
    refile([sample.row("TS-01", "机构设置", section="工作目标"), *sample.rows()[1:]])
    response = visit("ta").get("/column/zu-zhi-gai-kuang/ji-gou-she-zhi/article-one/")
    assert response.status_code == 301
    assert visit("ta").get(response["Location"]).status_code == 200


def test_there_is_one_column(ta):
    assert ColumnPage.objects.count() == 1


def test_an_item_whose_title_is_restricted_is_nowhere_on_the_site(visit, ta):
    filing = sample.file_catalog(sample.rows(), number="测备2号")
    shown = visit("ta").get("/column/").content.decode()
    title = filing.items.get(code="TS-03").title
    assert title in shown  # the control: a Party item with an open title is listed
    page = ItemPage.objects.get(code="TS-03")
    refile_hidden("测备3号")
    for address in ("/", "/column/", page.get_parent().url, "/api/v1/catalog", "/sitemap.xml"):
        assert title not in visit("ta").get(address).content.decode(), address
    assert visit("ta").get(page.url).status_code == 404
    assert "另有 1 个事项的名称依照规定不公开" in visit("ta").get("/column/").content.decode()


def test_hiding_a_title_that_is_public_takes_its_articles_from_the_site(visit, ta):
    """A contradiction in a catalog: the stricter word holds."""
    article = ArticlePage.objects.live().get()
    assert visit("ta").get(article.url).status_code == 200
    refile_hidden("测备2号", code="TS-01")
    gone = visit("ta").get(article.url)
    assert (gone.status_code, "机构设置" in gone.content.decode()) == (410, False)
    assert visit("ta").get("/api/v1/entries").json()["items"] == []
    assert "TS-01" not in [item["code"] for item in visit("ta").get("/api/v1/catalog").json()["items"]]
    refile(sample.rows(), number="测备3号")
    assert ItemPage.objects.get(code="TS-01").is_public


def refile_hidden(number: str, *, code: str = "TS-03") -> None:
    version = take_in(CatalogDocument(items=sample.rows(), title="公开目录"), source="t.xlsx")
    version.items.filter(code=code).update(title_hidden=True, change_note="名称依照规定不公开")
    with sample.unheard(registered):
        sync_column(register(submit(version), number=number))
