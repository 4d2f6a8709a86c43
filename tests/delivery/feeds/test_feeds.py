"""/feed.atom and /feed.json: valid, complete over their pages, and silent about what is not public."""

from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from cms.delivery.feeds import reading
from cms.pages.models import ArticlePage
from cms.publication.actions import remove_now, withdraw
from cms.publication.models import Entry
from cms.search.models import SearchDocument
from tests import sample
from tests.approval import approve, person
from tests.delivery.published import atom, json_feed, links, values

pytestmark = pytest.mark.django_db(databases=["default", "central"])
ARTICLE = "/column/zu-zhi-gai-kuang/ji-gou-she-zhi/article-one/"


@pytest.fixture
def feed(visit):
    """feed("?item=TS-01") → the root of the Atom feed of a site."""

    def read(query: str = "", slug: str = "ta"):
        response = visit(slug).get(f"/feed.atom{query}")
        assert response.status_code == 200, response.content.decode()
        return atom(response.content)

    return read


@pytest.fixture
def as_json(visit):
    return lambda query="", slug="ta": json_feed(visit(slug).get(f"/feed.json{query}").content)


def followed(client, address: str) -> list[str]:
    """Names of all that a feed tells, page after page, in order."""
    told = []
    while address:
        root = atom(client.get(address).content)
        told += values(root, "a:entry/a:id/text() | at:deleted-entry/@ref")
        address = next(iter(links(root, "next")), "")
    return told


def test_an_entry_says_what_it_is_of_whom_and_where_its_files_are(feed, ta):
    root, entry = feed(), Entry.objects.get()
    (told,) = root.findall("{*}entry")
    assert values(told, "a:id/text()") == [f"tag:localhost,2026:entry/{entry.uuid}"]
    assert links(told, "alternate") == [f"http://ta.test{entry.path}"]
    assert values(told, "a:author/a:name/text()") == ["甲镇党委"]
    assert values(told, "a:category/@term") == ["TS-01", "L01"]
    assert values(told, "a:category/@label") == ["机构设置", "镇街道"]
    assert links(told, "enclosure") == [f"http://ta.test{entry.attachments[0]['url']}"]
    assert values(told, "a:link[@rel='enclosure']/@type") == ["text/plain"]
    assert values(root, "@xml:lang") == ["zh-Hans-CN"]


def test_both_feeds_tell_the_same(feed, as_json):
    root, found = feed(), as_json()
    assert [item["id"] for item in found["items"]] == values(root, "a:entry/a:id/text()")
    assert [item["content_html"] for item in found["items"]] == values(root, "a:entry/a:content/text()")
    (file,) = found["items"][0]["attachments"]
    assert [file["url"]] == links(root.find("{*}entry"), "enclosure")


def test_every_address_in_a_feed_answers(feed, visit):
    root = feed()
    found = values(root, "//a:link/@href | //a:category/@scheme | //a:uri/text()")
    assert len(found) > 6
    for address in found:
        path = urlsplit(address)
        assert visit(path.hostname.split(".")[0]).get(f"{path.path}?{path.query}").status_code == 200, address


def test_links_and_pictures_in_the_text_lead_to_the_site(as_json, ta):
    document = get_document_model().objects.create(title="文件", file=ContentFile(b"b", "b.txt"))
    text = f'<p>见<a linktype="document" id="{document.pk}">文件</a></p>'
    sample.article("TS-02", "有链接", "x", body=[{"type": "rich_text", "value": text}])
    found = {item["title"]: item["content_html"] for item in as_json()["items"]}
    assert f'href="http://ta.test{document.url}"' in found["有链接"]
    assert 'src="http://ta.test/media/p/' in found["机构设置公开"]


def test_what_xml_cannot_hold_is_left_out_and_markup_is_text(feed, as_json, ta):
    sample.article("TS-02", "甲\x0b乙<b>&", "丙\x1f丁 <script>alert(1)</script>")
    root = feed()
    assert "甲乙<b>&" in values(root, "a:entry/a:title/text()")
    assert "<script>" not in "".join(values(root, "a:entry/a:content/text()"))
    assert as_json()["items"][0]["title"] == "甲乙<b>&"


def test_a_change_that_counts_comes_up_with_its_note_and_a_small_one_does_not(feed, as_json, ta):
    first = feed()
    page = ArticlePage.objects.live().get()
    page.summary = "错字改正"
    page.save_revision()
    approve(page, change="MINOR", change_note="改错字")
    small = feed()
    assert values(small, "a:updated/text()") == values(first, "a:updated/text()")
    assert "错字改正" in values(small, "a:entry/a:summary/text()")
    page.summary = "数字有变"
    page.save_revision()
    approve(page, change="MAJOR", change_note="更新人数")
    root = feed()
    assert values(root, "a:entry/a:id/text()") == values(first, "a:entry/a:id/text()")
    assert values(root, "a:updated/text()") > values(first, "a:updated/text()")
    assert "更新人数" in values(root, "a:entry/a:content/text()")[0]
    assert as_json()["items"][0]["_gongkai"]["version"] == 3


def test_what_was_withdrawn_is_gone_at_once_and_said_to_be_gone(feed, as_json, ta):
    page, (name,) = ArticlePage.objects.live().get(), values(feed(), "a:entry/a:id/text()")
    withdraw(page, by=person("approver"), explanation="机构改革后职责已调整")
    root, found = feed(), as_json()
    assert values(root, "a:entry/a:id/text()") == []
    assert values(root, "at:deleted-entry/@ref") == [name]
    assert values(root, "at:deleted-entry/at:comment/text()") == ["撤回：机构改革后职责已调整"]
    assert [(one["id"], one["kind"]) for one in found["_gongkai"]["withdrawn"]] == [(name, "WITHDRAWN")]
    assert found["items"] == []


def test_of_what_was_removed_nothing_is_said(feed, as_json, ta, visit):
    remove_now(ArticlePage.objects.live().get(), by=person("approver"), reason="泄露")
    for address in ("/feed.atom", "/feed.json", "/feed.atom?item=TS-01"):
        said = visit("ta").get(address).content.decode()
        assert "机构设置公开" not in said and "article-one" not in said and "泄露" not in said
    assert len(values(feed(), "at:deleted-entry/@ref")) == 1


def test_pages_tell_everything_once_and_in_order(visit, ta, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 2)
    for number in range(4):
        page = sample.article("TS-02", f"第{number}条", "x", slug=f"n{number}")
        if number % 2:
            withdraw(page, by=person("approver"), explanation="机构改革后职责已调整")
    told = followed(visit("ta"), "/feed.atom")
    assert len(told) == len(set(told)) == Entry.objects.count() == 5
    moments = {
        f"tag:localhost,2026:entry/{row.uuid}": row.withdrawn_at or row.public_at
        for row in Entry.objects.all()
    }
    assert told == sorted(moments, key=moments.__getitem__, reverse=True)


def test_a_page_stays_where_it_was_while_entries_are_added(visit, ta, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 1)
    sample.article("TS-02", "第一条", "x", slug="n1")
    (following,) = links(atom(visit("ta").get("/feed.atom").content), "next")
    before = visit("ta").get(following).content
    sample.article("TS-02", "第二条", "x", slug="n2")
    assert visit("ta").get(following).content == before


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["甲镇", "乙镇"]),
        ("?unit=ta", ["甲镇"]),
        ("?unit=ta&line=L01&item=TS-01", ["甲镇"]),
        ("?line=镇街道", ["甲镇", "乙镇"]),
        ("?line=L02", []),
        ("?unit=tb&line=L02", []),
        ("?item=TS-02", []),
    ],
)
def test_the_district_can_be_narrowed(feed, query, titles):
    found = values(feed(query, "central"), "a:entry/a:author/a:name/text()")
    assert sorted(found) == sorted(f"{title}党委" for title in titles)


def test_a_search_can_be_followed(feed, ta):
    sample.article("TS-02", "秋季灌溉安排", "渠道清淤", slug="water")
    page = sample.article("TS-02", "渠道维修", "渠道清淤", slug="gone")
    assert values(feed("?q=清淤"), "a:entry/a:title/text()") == ["渠道维修", "秋季灌溉安排"]
    assert values(feed("?q=清淤&item=TS-01"), "a:entry") == []
    withdraw(page, by=person("approver"), explanation="机构改革后职责已调整")
    root = feed("?q=清淤")
    assert values(root, "a:title/text()") == ["甲镇党委党务公开 - 搜索“清淤”"]
    assert values(root, "a:entry/a:title/text()") == ["秋季灌溉安排"]
    # Whoever had it is told.
    assert len(values(root, "at:deleted-entry")) == 1


def test_a_search_is_told_page_by_page(visit, ta, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 2)
    for number in range(5):
        sample.article("TS-02", f"清淤第{number}段", "x", slug=f"n{number}")
    moment = Entry.objects.latest("public_at").public_at
    Entry.objects.filter(title__contains="清淤").update(public_at=moment)
    SearchDocument.objects.filter(title__contains="清淤").update(public_at=moment)
    assert len(followed(visit("ta"), "/feed.atom?q=清淤")) == 5


def test_a_feed_is_named_by_what_it_is_of(feed):
    assert values(feed("", "central"), "a:title/text()") == ["测试区党务公开"]
    narrowed = feed("?item=TS-01&unit=ta&line=L01", "central")
    assert values(narrowed, "a:title/text()") == ["测试区党务公开 - 镇街道 - 甲镇党委 - 机构设置"]
    # The order in which somebody wrote the parameters does not make another feed.
    assert values(narrowed, "a:id/text()") == values(
        feed("?unit=ta&line=L01&item=TS-01", "central"), "a:id/text()"
    )


def test_an_empty_feed_is_one_and_stays_the_same(feed, visit):
    assert values(feed("?item=TS-99"), "a:entry") == []
    client = visit("village")
    assert client.get("/feed.atom").content == client.get("/feed.atom").content


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?unit=tb", 404),
        ("?unit=nobody", 404),
        ("?line=L99", 404),
        ("?page=2", 400),
        (f"?q={'长' * 201}", 400),
        ("?item=a&item=b", 400),
        ("?before=yesterday", 400),
        ("?before=2026-01-01T00:00:00_00000000-0000-0000-0000-000000000000", 400),
    ],
)
def test_what_is_not_there_or_not_understood_is_named(visit, query, status):
    for address in ("/feed.atom", "/feed.json"):
        response = visit("ta").get(address + query)
        assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert visit("ta").post("/feed.atom").status_code == 405


@pytest.mark.parametrize("slug", ["tb", "central"])
def test_only_what_is_public_is_told(visit, slug, tenant):
    """The canary is in everything of that unit; the one public entry shows that the search for it works."""
    for address in ("/feed.atom", "/feed.json"):
        said = visit(slug).get(address).content.decode()
        assert f"机构设置公开{sample.CANARY}" in said
        for secret in ("党费收缴", "未公开草稿", "草稿", "旧题", "大会", "意见"):
            assert f"{secret}{sample.CANARY}" not in said
    assert sample.CANARY not in visit("ta").get("/feed.atom").content.decode()


def test_whoever_has_it_is_not_sent_it_again_and_anybody_may_read_it(visit, ta):
    client = visit("ta")
    for address in ("/feed.atom", "/feed.json"):
        first = client.get(address)
        assert first["Access-Control-Allow-Origin"] == "*" and "Set-Cookie" not in first
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
        sample.article("TS-02", f"新的{address}", "x")
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_pages_say_where_their_feeds_are(visit):
    page = visit("ta").get("/column/zu-zhi-gai-kuang/ji-gou-she-zhi/").content.decode()
    assert 'type="application/atom+xml" title="公开内容（Atom）" href="/feed.atom"' in page
    assert 'href="/feed.atom?item=TS-01"' in page
    assert 'href="/feed.atom?unit=ta"' in visit("central").get("/units/ta").content.decode()
