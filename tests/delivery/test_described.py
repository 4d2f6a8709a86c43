"""What machines read in a page: the meta tags that sites of Chinese government have, and schema.org's words."""

import json
from datetime import date

import pytest
from django.utils import timezone
from lxml import html

from cms.pages.models import ArticlePage
from cms.publication.models import Entry
from cms.registry.models import District
from tenants.context import tenant_scope
from tests import sample
from tests.approval import approve

pytestmark = pytest.mark.django_db(databases=["default", "central"])
SECTION = "/column/zu-zhi-gai-kuang/"
ITEM = f"{SECTION}ji-gou-she-zhi/"
ARTICLE = f"{ITEM}article-one/"


@pytest.fixture
def read(visit):
    """read(path, slug) → (meta name → content, @type → node of the page's JSON-LD)."""

    def of(path: str, slug: str = "ta"):
        page = html.fromstring(visit(slug).get(path).content)
        tags = [(tag.get("name"), tag.get("content")) for tag in page.iter("meta") if tag.get("name")]
        assert len(tags) == len({name.lower() for name, _ in tags}), "a tag stands twice"
        scripts = page.xpath("//script[@type='application/ld+json']/text()")
        graph = json.loads(scripts[0])["@graph"] if scripts else []
        return dict(tags), {node["@type"]: node for node in graph}

    return of


SITE = {"SiteName": "甲镇党委党务公开专栏", "SiteDomain": "ta.test"}


@pytest.mark.parametrize("path", ["/", "/column/", SECTION, ITEM, ARTICLE])
def test_every_page_says_whose_it_is(read, path, tenant):
    with tenant_scope(tenant("central")):
        District.objects.update(site_code="3301000001")
    tags, _said = read(path)
    assert {name: tags.get(name) for name in (*SITE, "SiteIDCode")} == {**SITE, "SiteIDCode": "3301000001"}


@pytest.mark.parametrize(
    ("path", "name"),
    [("/column/", "党务公开专栏"), (SECTION, "组织概况"), (ITEM, "机构设置"), (ARTICLE, "机构设置")],
)
def test_columns_and_entries_name_their_column(read, path, name):
    tags, _said = read(path)
    assert tags["ColumnName"] == name
    assert name in tags["ColumnKeywords"].split(",")
    assert tags["ColumnType"] and tags["ColumnDescription"]


def test_an_item_describes_what_it_promises_and_one_that_is_not_public_does_not(read):
    assert read(ITEM)[0]["ColumnDescription"] == "机构设置、主要职责、联系电话"
    assert "联系电话" not in str(read("/column/gong-zuo-mu-biao/dang-fei-shou-jiao/")[0])


def test_an_entry_says_when_whence_and_where(read, ta):
    tags, entry = read(ARTICLE)[0], Entry.objects.get()
    expected = {
        "ArticleTitle": "机构设置公开",
        "PubDate": f"{timezone.localtime(entry.published_at):%Y-%m-%d %H:%M}",
        "ContentSource": "甲镇党委",
        "Author": "甲镇党委",
        "Keywords": "党务公开,甲镇党委,机构设置",
        "Description": "说明",
        "Url": f"http://ta.test{ARTICLE}",
    }
    assert {name: tags.get(name) for name in expected} == expected
    assert tags["Image"].startswith("http://ta.test/media/p/")


def test_a_front_page_says_who_speaks(read):
    said = read("/")[1]
    who = said["GovernmentOrganization"]
    assert (who["name"], who["url"], who["areaServed"]) == ("甲镇党委", "http://ta.test/", "测试区")
    assert who["parentOrganization"]["name"] == "区委办公室"
    assert said["WebSite"]["potentialAction"]["target"]["urlTemplate"] == "http://ta.test/search?q={words}"
    portal = read("/", "central")[1]
    assert (portal["GovernmentOrganization"]["name"], portal["WebSite"]["name"]) == (
        "区委办公室",
        "测试区党务公开",
    )


@pytest.mark.parametrize("path", ["/column/", SECTION, ITEM, ARTICLE])
def test_the_way_to_a_page_can_be_walked(read, visit, path):
    steps = read(path)[1]["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [*range(1, len(steps) + 1)]
    assert steps[-1]["item"] == f"http://ta.test{path}"
    assert len(steps) == path.count("/")
    for step in steps:
        assert visit("ta").get(step["item"].removeprefix("http://ta.test")).status_code == 200


def test_the_column_offers_its_catalog_as_data(read, ta):
    found = read("/column/")[1]["Dataset"]
    assert (found["identifier"], found["datePublished"]) == ("测备ta1号", sample.REGISTERED.isoformat())
    assert "Dataset" not in read("/", "village")[1]


def test_an_entry_and_what_was_corrected_in_it(read, ta):
    page = ArticlePage.objects.live().get()
    wrong = {"fault": "INACCURATE", "passage": "正文", "text": "应为甲", "on": date(2026, 3, 5)}
    page.corrections = [("correction", wrong)]
    page.title = "甲</script><b>乙"
    page.save_revision()
    approve(page)
    said = read(ARTICLE)[1]["Article"]
    assert said["headline"] == "甲</script><b>乙"
    assert said["version"] == 2 and said["publisher"]["name"] == "甲镇党委"
    (told,) = said["correction"]
    assert (told["@type"], told["about"], told["datePublished"]) == (
        "CorrectionComment",
        "正文",
        "2026-03-05",
    )
