"""From the portal to a document by clicking, as people do, at the widths they have, in both views and schemes."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

# Name of the page → what is clicked on the page before it. A section and an item that have something to read.
WALK = {
    "portal": "",
    "unit": ".day__entry .entry__meta a >> nth=0",
    "column": "main .part__head > a[href*='column']",
    "section": ".part:has(.item__last a) .part__head h2 a",
    "item": ".item:has(.item__last a) .item__title a",
    "article": ".entries .entry__title a",
}
INLINE = """() => [
    ...document.querySelectorAll('script:not([src]):not([type="application/ld+json"]), style, [style]'),
    ...[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))),
].map(e => e.outerHTML.slice(0, 120))"""
NARROWEST = 320


def steps(person):
    """Walk, and yield (name, response) at each page."""
    for name, link in WALK.items():
        yield name, person.follow(link) if link else person.open("central")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_every_page_of_the_walk_is_open_to_everyone_and_fits(visitor, width):
    person = visitor(width=width)
    found = {}
    for name, response in steps(person):
        assert response.status == 200, response.url
        found[name] = person.barriers()
        person.keep(name, "standard")
        assert (name, person.overflow()) == (name, 0)
        if width == 360:  # what is dark is dark at every width
            found[name] += person.barriers_in_the_dark()
            assert (name, person.overflow(NARROWEST)) == (name, 0)
    assert found == {key: [] for key in WALK}
    assert person.complaints == []
    assert person.foreign() == []


def test_every_page_of_the_walk_is_open_to_everyone_in_the_elder_view(visitor):
    person = visitor(width=360)
    person.open("central", "/display/elder")
    found = {}
    for name, response in steps(person):
        if person.page.locator("html.elder").count() == 0:
            person.follow(".strip__tools a[href*='display/elder']")
        assert person.page.locator("html.elder").count() == 1
        found[name] = [*person.barriers(), *person.barriers_in_the_dark()]
        person.keep(name, "elder")
        assert (name, response.status, person.overflow(NARROWEST)) == (name, 200, 0)
    assert found == {key: [] for key in WALK}
    assert person.complaints == []


def test_at_twice_the_size_nothing_is_cut_off(visitor):
    """200 % on a screen of 1280 leaves 640 to lay out."""
    person = visitor(width=640, device_scale_factor=2)
    assert {name: person.overflow() for name, _ in steps(person)} == dict.fromkeys(WALK, 0)


def test_one_style_sheet_two_scripts_and_nothing_inline(visitor):
    person = visitor()
    for name, response in steps(person):
        policy = response.headers["content-security-policy"]
        assert (name, "default-src 'self'" in policy, "unsafe" in policy) == (name, True, False)
        assert (name, person.page.evaluate(INLINE)) == (name, [])
        assert (name, person.page.locator("link[rel=stylesheet]").count()) == (name, 1)
        # The page's own, and that of its search box.
        assert (name, person.page.locator("script:not([type='application/ld+json'])").count()) == (name, 2)


def test_a_script_that_got_into_a_page_does_not_run(visitor):
    """Control: the policy is not only sent but kept, and the visitor hears of it."""
    person = visitor()
    person.open("central")
    person.page.evaluate(
        "const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s)"
    )
    assert person.page.evaluate("window.ran === undefined")
    assert [complaint for complaint in person.complaints if "Content Security Policy" in complaint] != []


def test_the_visitor_notices_what_is_wrong(visitor):
    """Control: the checks of the walk find a page that is too wide, unnamed controls and a foreign request."""
    person = visitor(width=360)
    person.open("central")
    person.page.evaluate(
        "document.querySelector('main').style.minWidth = '900px';"
        "document.querySelector('label').remove();"
        "document.querySelector('main').style.color = '#aaa'"
    )
    assert person.overflow() > 0
    assert {finding.split(":")[0] for finding in person.barriers()} >= {"label", "color-contrast"}
    person.requests.append("http://example.com/font.woff2")
    assert person.foreign() == ["http://example.com/font.woff2"]


@pytest.mark.parametrize(
    ("name", "slug", "path"),
    [
        ("units", "central", "/units?by=territory"),
        ("search", "central", "/search?q=财务"),
        ("search-without-hits", "central", "/search?q=量子力学"),
        ("unit-without-catalog", "village02", "/"),
        ("not-found", "village01", "/nothing/here/"),
        ("plan", "central", "/column/gong-kai-zhi-du/dang-wu-gong-kai-shi-shi-fang-an/plan-2023/"),
    ],
)
def test_the_pages_beside_the_walk_are_open_to_everyone_and_fit(visitor, name, slug, path):
    person = visitor(width=360)
    response = person.open(slug, path)
    assert response.status == (404 if name == "not-found" else 200)
    assert [*person.barriers(), *person.barriers_in_the_dark()] == []
    assert person.overflow(NARROWEST) == 0
    person.keep(name, "standard")
    assert person.foreign() == []


def test_an_unknown_host_says_so_plainly(visitor):
    person = visitor(width=360)
    assert person.open("nobody").status == 404
    assert person.page.locator("h1").inner_text() == "这个网址没有对应的站点"
    assert [*person.barriers(), *person.barriers_in_the_dark()] == []
    assert person.overflow(NARROWEST) == 0
