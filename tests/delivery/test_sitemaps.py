"""/sitemap.xml: valid by the protocol, of the own host alone, complete, and nothing in it that does not answer."""

from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from cms.delivery import sitemaps
from cms.pages.models import ArticlePage, ItemPage
from cms.publication.actions import withdraw
from cms.publication.models import Entry
from tests import sample
from tests.approval import person
from tests.delivery.published import sitemap

pytestmark = pytest.mark.django_db(databases=["default", "central"])
SECTION = "/column/zu-zhi-gai-kuang/"
ITEM = f"{SECTION}ji-gou-she-zhi/"


@pytest.fixture
def places(visit):
    """places("ta") → path → when it changed, of everything in the site's map. Every address of it answers."""

    def read(slug: str = "ta") -> dict[str, str]:
        found, client = {}, visit(slug)
        for part in sitemap(client.get("/sitemap.xml").content):
            found |= sitemap(client.get(part).content)
        assert {urlsplit(address).netloc for address in found} == {f"{slug}.test"}
        for address in found:
            assert client.get(address).status_code == 200, address
        return {urlsplit(address).path: changed for address, changed in found.items()}

    return read


def test_a_unit_lists_its_pages_and_entries_and_when_they_changed(places, ta):
    found, changed = places(), f"{timezone.localtime(Entry.objects.get().updated_at):%Y-%m-%d}"
    expected = ["/", "/column/", SECTION, ITEM, f"{ITEM}article-one/"]
    assert found == dict.fromkeys(expected, changed)


def test_the_district_lists_its_portal_and_its_pages_of_units(places):
    found = places("central")
    assert {"/", "/units", "/coverage", "/units/ta", "/units/tb", "/units/village"} <= set(found)
    assert found["/units/ta"] and found["/units"] and not found["/units/village"]


def test_a_site_without_anything_public_has_its_front_page(places):
    assert places("village") == {"/": ""}


def test_what_was_withdrawn_is_not_in_the_map_and_its_item_changed(places, ta):
    gone, stays = (sample.article("TS-02", title, "x", slug=title) for title in ("gone", "stays"))
    path = ItemPage.objects.get(code="TS-02").url
    Entry.objects.filter(uuid=stays.translation_key).update(updated_at="2026-01-02T00:00:00Z")
    withdraw(ArticlePage.objects.get(pk=gone.pk), by=person("approver"), explanation="机构改革后职责已调整")
    found = places()
    assert f"{path}stays/" in found and f"{path}gone/" not in found
    assert (found[f"{path}stays/"], found[path]) == ("2026-01-02", f"{timezone.localdate():%Y-%m-%d}")
    withdraw(ArticlePage.objects.get(pk=stays.pk), by=person("approver"), explanation="机构改革后职责已调整")
    assert path not in places()


def test_an_item_in_another_section_is_listed_where_it_is_now(places, ta):
    rows = sample.rows()
    rows[0] = sample.row("TS-01", "机构设置", section="新的分类")
    sample.file_catalog(rows, number="测备2号")
    found = places()
    moved = ItemPage.objects.get(code="TS-01").url
    assert moved != ITEM and moved in found and ITEM not in found


def test_what_is_too_long_for_one_map_is_divided(visit, ta, monkeypatch):
    monkeypatch.setattr(sitemaps.Map, "limit", 2)
    for number in range(3):
        sample.article("TS-02", f"第{number}条", "x", slug=f"n{number}")
    client = visit("ta")
    parts = [part for part in sitemap(client.get("/sitemap.xml").content) if "entries" in part]
    found = [sitemap(client.get(part).content) for part in parts]
    assert [len(part) for part in found] == [2, 2]
    assert len(found[0] | found[1]) == 4


@pytest.mark.parametrize("slug", ["tb", "central"])
def test_the_map_knows_of_nothing_that_is_not_public(places, slug):
    found = " ".join(places(slug))
    assert "article-one" in " ".join(places("tb"))
    for secret in ("dang-fei", "draft", "zhong-dian"):
        assert secret not in found


@pytest.mark.parametrize(
    "path", ["/sitemap-units.xml", "/sitemap-x.xml", "/sitemap-pages.xml?p=2", "/sitemap-pages.xml?p=x"]
)
def test_a_part_that_there_is_not(visit, path):
    assert visit("ta").get(path).status_code == 404


def test_crawlers_are_told_where_the_map_is_and_where_not_to_go(visit):
    said = visit("ta").get("/robots.txt")
    assert said["Content-Type"].startswith("text/plain")
    assert "Sitemap: http://ta.test/sitemap.xml\n" in said.content.decode()
    assert "Disallow: /admin/\n" in said.content.decode()
