"""cms site export: the whole public site as files, nothing that is not public, and no link that leads nowhere."""

import hashlib
import zipfile
from importlib import import_module

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from lxml import html

from cms.delivery.offline import copying
from cms.delivery.offline.copying import CannotCopy, copy_site
from cms.delivery.offline.places import Place, link_to
from cms.publication.models import Entry
from cms.registry.queries import NoSuchUnit
from tenants.context import rebind
from tests import sample
from tests.delivery.offline_site import broken, pages

pytestmark = pytest.mark.django_db(databases=["default", "central"])
ITEM = "column/zu-zhi-gai-kuang/ji-gou-she-zhi"
ARTICLE = f"{ITEM}/article-one/index.html"


@pytest.fixture
def copied(tenant, tmp_path):
    def copy(slug: str = "ta"):
        rebind(None)
        folder = tmp_path / slug
        return folder, copy_site(tenant(slug), folder)

    return copy


def test_every_page_and_file_is_there_and_no_link_is_broken(copied, ta):
    folder, made = copied()
    names = {str(page.relative_to(folder)) for page in pages(folder)}
    assert {"index.html", "column/index.html", f"{ITEM}/index.html", ARTICLE} <= names
    assert f"{ITEM}/article-one/version-1.html" in names
    assert made.pages == len(names) and made.missing == []
    assert broken(folder) == []
    for entry in Entry.objects.all():
        (file,) = entry.attachments
        kept = (folder / file["url"].lstrip("/")).read_bytes()
        assert hashlib.sha1(kept).hexdigest() == file["hash"]
    assert list(folder.glob("media/images/*"))
    assert (folder / "static/themes/base/site.css").is_file()


def test_a_link_that_leads_nowhere_would_be_found(copied):
    """The control."""
    folder, _made = copied()
    (folder / ARTICLE).unlink()
    assert {link for _page, link in broken(folder)} >= {"article-one/index.html"}


def test_what_needs_the_site_is_marked_and_forms_are_left_out(copied):
    folder, _made = copied()
    for page in pages(folder):
        root = html.fromstring(page.read_bytes())
        assert root.xpath("//form") == [] and root.xpath("//link[@rel='alternate']") == []
        assert "离线副本" in root.text_content()
    root = html.fromstring((folder / ARTICLE).read_bytes())
    (api,) = root.xpath("//a[contains(@href, '/api/v1/entries/')]")
    assert api.get("href").startswith("http://ta.test") and api.get("rel") == "external"
    assert api.getnext().text_content() == "在线"


def test_a_list_of_several_pages_is_copied_whole(copied, ta, monkeypatch):
    monkeypatch.setattr(import_module("cms.pages.presentation.item"), "PAGE_SIZE", 2)
    for number in range(4):
        sample.article("TS-01", f"第{number}条", "x", slug=f"n{number}")
    folder, _made = copied()
    parts = [folder / ITEM / name for name in ("index.html", "page-2.html", "page-3.html")]
    assert all(part.is_file() for part in parts)
    assert broken(folder) == []
    assert 'href="page-3.html"' in parts[1].read_text()


def test_the_site_wears_its_theme(copied, ta):
    from cms.theming.models import Appearance

    Appearance.objects.update(theme="civic")
    folder, _made = copied()
    sheet = (folder / "theme.css").read_text()
    assert ".desk__index" in sheet
    assert 'href="../theme.css"' in (folder / "column/index.html").read_text()


@pytest.mark.parametrize("slug", ["ta", "tb"])
def test_only_what_is_public_is_copied(copied, slug):
    folder, _made = copied(slug)
    said = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()).decode(
        "utf-8", "ignore"
    )
    names = " ".join(str(path) for path in folder.rglob("*"))
    # Of the unit with the canary what is public is there: the search for it works.
    assert (f"机构设置公开{sample.CANARY}" in said) == (slug == "tb")
    for secret in ("未公开草稿", "草稿", "旧题", "大会", "意见", "说明书"):
        assert f"{secret}{sample.CANARY}" not in said
    assert "draft" not in names and "original_images" not in names


def test_a_page_that_does_not_answer_leads_to_the_site(copied, ta):
    text = '<p>见<a href="/column/no-such-page/">旧地址</a>和<a href="/documents/9/../../x">文件</a></p>'
    page = sample.article("TS-02", "链接", "x", slug="links", body=[{"type": "rich_text", "value": text}])
    folder, made = copied()
    assert made.missing == ["/column/no-such-page/"]
    assert broken(folder) == []
    said = (folder / page.url.lstrip("/") / "index.html").read_text()
    assert f'href="{made.origin}/column/no-such-page/" rel="external"' in said


def test_sums_are_of_every_file(copied):
    folder, _made = copied()
    lines = [line.split("  ", 1) for line in (folder / copying.SUMS).read_text().splitlines()]
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {copying.SUMS}
    assert {name for _sum, name in lines} == files
    for digest, name in lines:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_the_command_writes_a_zip_and_says_what_it_did(tmp_path, capsys, tenant):
    rebind(None)
    out = tmp_path / "deep" / "甲镇.zip"
    call_command("site", "export", "甲镇党委", str(out))
    assert "个网页" in capsys.readouterr().out
    with zipfile.ZipFile(out) as packed:
        assert packed.testzip() is None
        assert f"甲镇/{ARTICLE}" in packed.namelist()
    assert [path.name for path in out.parent.iterdir()] == ["甲镇.zip"]


def test_nothing_is_written_over(tmp_path, tenant):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(CannotCopy, match="已经存在"):
        copy_site(tenant("ta"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(NoSuchUnit):
        call_command("site", "export", "nobody", str(tmp_path / "x"))
    with pytest.raises(CommandError):
        call_command("site")


@pytest.mark.parametrize(
    ("place", "on", "link"),
    [
        (Place("/"), Place("/"), "index.html"),
        (Place("/column/"), Place("/"), "column/index.html"),
        (Place("/"), Place("/column/a/"), "../../index.html"),
        (Place("/column/a/", (("page", "2"),)), Place("/column/a/"), "page-2.html"),
        (Place("/column/b/"), Place("/column/a/", (("page", "2"),)), "../b/index.html"),
        (Place("/documents/1/文 件.txt"), Place("/column/"), "../documents/1/%E6%96%87%20%E4%BB%B6.txt"),
    ],
)
def test_links_between_files(place, on, link):
    assert link_to(place, on=on) == link


@pytest.mark.parametrize(
    "path", ["/../x/", "/column/../../x/", "/documents/1/..\\x", "/admin/", "/api/v1/site", "/search"]
)
def test_what_is_never_copied(path):
    assert Place(path).kind.value == "live"
