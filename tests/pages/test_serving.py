"""Finding pages our way gives what Wagtail's own way gives."""

import pytest
from django.test import RequestFactory
from wagtail.models import Page, PageViewRestriction

from cms.pages.models import ArticlePage, ItemPage, SectionPage
from cms.pages.serving import route
from tests import sample

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def everything() -> list[Page]:
    return [page.specific for page in Page.objects.filter(depth__gt=1).order_by("path")]


def test_addresses_are_wagtails(ta):
    assert [page.url for page in everything()] == [Page.get_url(page) for page in everything()]


def test_a_page_that_is_not_saved_has_no_address(ta):
    assert ArticlePage(title="新").url is None


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("", "甲镇党委"),
        ("column/", "党务公开专栏"),
        ("column/zu-zhi-gai-kuang/", "组织概况"),
        ("column/zu-zhi-gai-kuang/ji-gou-she-zhi/article-one/", "机构设置公开"),
    ],
)
def test_an_address_names_its_page(ta, path, title):
    page, _args, _kwargs = route(RequestFactory().get("/"), path)
    assert (page.title, type(page)) == (title, page.specific_class)


@pytest.mark.parametrize("path", ["nothing/", "column/nothing/", "home/", "column/column/", "%/", "colum_/"])
def test_an_address_that_names_no_page_finds_none(ta, path):
    assert route(RequestFactory().get("/"), path) is None


def test_a_draft_is_not_found(ta):
    draft = ArticlePage.objects.get(live=False)
    assert draft.url.endswith("/draft/")
    assert route(RequestFactory().get("/"), draft.url.strip("/") + "/") is None


def test_an_article_of_an_item_that_left_the_public_is_not_found(ta):
    ItemPage.objects.filter(code="TS-01").update(scope="PARTY")
    assert route(RequestFactory().get("/"), "column/zu-zhi-gai-kuang/ji-gou-she-zhi/article-one/") is None


def test_restrictions_are_wagtails(ta):
    """On the page, above it, at the source of an alias; what an alias itself carries does not count."""
    section = SectionPage.objects.first()
    article = sample.article("TS-01", "有密码的", "说明", slug="guarded")
    article.unpublish()  # a live twin would be public without its own approvals
    alias = article.create_alias(update_slug="alias")
    for page, password in ((section, "a"), (article, "b"), (alias, "c")):
        PageViewRestriction.objects.create(page=page, restriction_type="password", password=password)
    ours = {page.pk: set(page.get_view_restrictions()) for page in everything()}
    assert ours == {page.pk: set(Page.get_view_restrictions(page)) for page in everything()}
    assert {r.password for r in ours[alias.pk]} == {"a", "b"}


def test_what_lies_below_a_guarded_section_asks_for_the_password(visit, ta):
    PageViewRestriction.objects.create(
        page=SectionPage.objects.first(), restriction_type="password", password="a"
    )
    response = visit("ta").get("/column/zu-zhi-gai-kuang/ji-gou-she-zhi/article-one/")
    assert "说明" not in response.content.decode()
    assert response.context["action_url"].startswith("/_util/authenticate_with_password/")


def test_wagtails_own_addresses_are_not_taken_for_pages(visit, ta):
    assert visit("ta").get("/_util/login/").status_code in (200, 302)
