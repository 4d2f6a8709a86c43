"""The sites as a visitor meets them: what is shown, what is not, and what travels with it."""

import re

import pytest
from django.utils import timezone
from wagtail.images import get_image_model

from cms.bench.queries import asked
from cms.obligations.models import Obligation
from cms.pages.models import ArticlePage
from cms.registry.models import District
from tenants.context import tenant_scope
from tests import sample
from tests.approval import approve

pytestmark = pytest.mark.django_db(databases=["default", "central"])
ARTICLE = "/column/zu-zhi-gai-kuang/ji-gou-she-zhi/article-one/"
PUBLIC = [
    "/",
    "/column/",
    "/column/zu-zhi-gai-kuang/",
    "/column/zu-zhi-gai-kuang/ji-gou-she-zhi/",
    ARTICLE,
    "/search",
]


def body(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_answer(visit, path):
    response = visit("ta").get(path)
    assert response.status_code == 200
    assert "甲镇党委" in body(response)


@pytest.mark.parametrize(
    "path", ["/", "/units", "/units?by=territory", "/units?by=kind", "/units?by=nonsense", "/search"]
)
def test_the_portal_answers(visit, path):
    response = visit("central").get(path)
    assert response.status_code == 200
    assert "测试区" in body(response)


@pytest.mark.parametrize("path", PUBLIC)
def test_nothing_comes_from_elsewhere_and_nothing_runs_inline(visit, path):
    response = visit("ta").get(path)
    page = body(response)
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert re.findall(r"<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\")", page) == []
    assert re.findall(r"\son\w+=", page) == []
    assert re.findall(r"\sstyle=", page) == []
    sources = re.findall(r'(?:src|href)="(https?://[^"/]+)', page)
    assert {re.sub(r"https?://", "", source).split(":")[0] for source in sources} <= {
        "central.test",
        "ta.test",
    }


def test_a_visitor_gets_no_cookie(visit):
    for path in PUBLIC:
        assert visit("ta").get(path).cookies == {}


def test_an_item_for_the_party_shows_its_title_and_where_never_content(visit, ta):
    page = body(visit("ta").get("/column/gong-zuo-mu-biao/dang-fei-shou-jiao/"))
    assert "党费收缴" in page
    assert "本事项不向社会公开" in page
    assert "党内公开 · 党务公开专栏" in page
    assert "公开内容</h2>" not in page


def test_an_article_whose_item_is_not_public_is_not_there_whatever_its_own_state(visit, ta):
    """The page says live, the item says Party: the item wins, in the tree, by address and in search."""
    from cms.pages.models import ItemPage

    ItemPage.objects.filter(code="TS-01").update(scope="PARTY")
    assert ArticlePage.objects.live().count() == 1
    assert visit("ta").get(ARTICLE).status_code == 404
    assert "机构设置公开" not in body(visit("ta").get("/"))


def test_a_draft_is_not_there(visit):
    assert visit("ta").get("/column/gong-zuo-mu-biao/zhong-dian-gong-zuo/draft/").status_code == 404
    assert "未公开草稿" not in body(visit("ta").get("/column/gong-zuo-mu-biao/zhong-dian-gong-zuo/"))


def test_an_unknown_address_gets_the_sites_own_page(visit):
    response = visit("ta").get("/nothing/here/")
    assert response.status_code == 404
    assert "甲镇党委" in body(response)


def test_pages_are_asked_for_again_and_not_sent_again(visit, ta):
    client = visit("ta")
    first = client.get(ARTICLE)
    assert client.get(ARTICLE, headers={"if-none-match": first["ETag"]}).status_code == 304
    page = ArticlePage.objects.live().get()
    page.title = "改过的标题"
    page.save_revision()
    approve(page)
    again = client.get(ARTICLE, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert "改过的标题" in body(again)


def test_the_elder_view_is_remembered_and_left_again(visit):
    client = visit("ta")
    assert 'class="std"' in body(client.get("/"))
    response = client.get("/display/elder?next=/column/")
    assert (response.status_code, response["Location"]) == (302, "/column/")
    assert 'class="elder"' in body(client.get("/column/"))
    client.get("/display/standard?next=/")
    assert 'class="std"' in body(client.get("/"))


def test_the_elder_view_goes_along_over_the_whole_district(visit, settings):
    settings.BASE_HOST = "gongkai.example"
    cookie = visit("ta").get("/display/elder").cookies["gongkai_view"]
    assert cookie["domain"] == "gongkai.example"
    assert visit("ta").get("/display/standard").cookies["gongkai_view"]["domain"] == "gongkai.example"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"]
)
def test_switching_the_view_leads_nowhere_else(visit, target):
    assert visit("ta").get("/display/elder", {"next": target})["Location"] == "/"


def test_an_article_shows_where_it_came_from(visit, ta):
    page = body(visit("ta").get(ARTICLE))
    article = ArticlePage.objects.live().get()
    for text in (
        "索引号",
        "发布机构",
        "TS-01 机构设置",
        "有效",
        f"/api/v1/entries/{article.translation_key}",
        "<svg",
    ):
        assert text in page


def test_demonstration_data_says_so(visit, ta, tenant):
    ArticlePage.objects.live().get().delete()
    page = sample.article("TS-01", "示例", "文", slug="article-one", is_demo=True)
    assert "演示数据" in body(visit("ta").get(page.url))
    with tenant_scope(tenant("central")):
        District.objects.update(is_demo=True)
    for path in ("/", "/column/"):
        assert "演示数据" in body(visit("ta").get(path))


def test_the_portal_counts_what_was_due_and_what_was_done(visit, ta, tb):
    """The same figures, counted here by hand over both units."""
    due = []
    for unit in (ta, tb):
        with tenant_scope(unit):
            due += [row for row in Obligation.objects.all() if row.due_on <= timezone.localdate()]
    met = [row for row in due if row.met_on]
    page = body(visit("central").get("/")).replace(" ", "")
    assert len(met) == 2
    assert f"到期应公开{len(due)}件，已公开{len(met)}件" in page
    assert f"<b>{len(met) * 100 // len(due)}%</b>" in page


def test_the_portal_shows_the_newest_of_every_unit(visit):
    page = body(visit("central").get("/"))
    assert "机构设置公开" in page
    assert f"机构设置公开{sample.CANARY}" in page
    assert "http://tb.test/" in page


def test_search_finds_by_text_and_marks_the_words(visit):
    client = visit("ta")
    assert "机构设置公开" in body(client.get("/search", {"q": "正文"}))
    assert "<mark>正文</mark>" in body(client.get("/search", {"q": "正文"}))
    assert "机构设置公开" not in body(client.get("/search", {"q": "没有这个词"}))


@pytest.mark.parametrize(
    "q", ["<script>alert(1)</script>", '"><img src=x>', "%", "_", "a" * 5000, "' OR 1=1 --"]
)
def test_search_takes_anything(visit, q):
    response = visit("ta").get("/search", {"q": q, "page": "999999999999", "unit": q})
    assert response.status_code == 200
    assert "<script>alert" not in body(response)
    assert "<img src=x>" not in body(response)


@pytest.mark.parametrize("path", ["/search?q=%00", "/column/%00/", "/?year=%00", "/admin/login/?next=%00"])
def test_a_character_that_cannot_be_stored_is_refused(visit, path):
    assert visit("ta").get(path).status_code == 400


def test_a_percent_sign_is_a_percent_sign(visit):
    assert "机构设置公开" not in body(visit("ta").get("/search", {"q": "%"}))
    assert "机构设置公开" not in body(visit("ta").get("/search", {"q": "_"}))


@pytest.mark.parametrize(("path", "start"), [("/healthz", "ok"), ("/readyz", "ok")])
def test_health_needs_no_host_of_ours(client, path, start, db):
    response = client.get(path, headers={"host": "10.0.0.1"})
    assert response.status_code == 200
    assert body(response).startswith(start)


def with_pictures(number: int) -> ArticlePage:
    images = [
        get_image_model().objects.create(title="图", file=sample.picture(f"{number}-{one}.png"))
        for one in range(number)
    ]
    body = [{"type": "image", "value": {"image": one.pk, "alt": "图", "caption": ""}} for one in images]
    return sample.article("TS-02", f"{number}张图", "x", slug=f"with-{number}", body=body)


def test_a_page_asks_as_often_with_ten_pictures(visit, ta):
    one, ten = (with_pictures(number).url for number in (1, 10))
    for url in (one, ten):
        assert "width-1200" in body(visit("ta").get(url))
    # By now all of them are made.
    first, second = (asked(lambda url=url: visit("ta").get(url)) for url in (one, ten))
    assert len(second) == len(first)
