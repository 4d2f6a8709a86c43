"""A copy of a unit's site, opened from disk: every page shows, and nothing is asked of any network."""

from __future__ import annotations

import pytest

from cms.delivery.offline.copying import copy_site
from tenants.context import rebind
from tests.delivery.offline_site import broken, pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=["default", "central"])]


@pytest.fixture
def folder(tenant, tmp_path):
    rebind(None)
    to = tmp_path / "甲镇 党委"
    copy_site(tenant("ta"), to)
    return to


def test_the_copy_opens_without_a_network(chromium, folder):
    asked, failed = [], []
    page = chromium.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    for file in pages(folder):
        page.goto(file.as_uri())
        assert page.locator("main").is_visible()
        # The sheet is there: the page is not black on white in the browser's own type.
        assert page.locator(".masthead").evaluate("node => getComputedStyle(node).display") == "block"
        assert page.evaluate("document.documentElement.classList.contains('js')")
        sizes = page.locator("img").evaluate_all("all => all.map(one => one.naturalWidth)")
        assert all(sizes)
    assert len(asked) > len(pages(folder)) and {url.partition(":")[0] for url in asked} == {"file"}
    assert failed == [] and broken(folder) == []
    page.close()


def test_a_reader_finds_the_attachment_by_clicking(chromium, folder):
    page = chromium.new_page()
    page.goto((folder / "index.html").as_uri())
    page.get_by_role("link", name="机构设置公开").first.click()
    page.wait_for_url("**/article-one/index.html")
    (link,) = page.locator("a.file").all()
    with page.expect_navigation():
        link.click()
    assert page.url.startswith("file://") and page.locator("body").inner_text().strip() == "a"
    page.close()
