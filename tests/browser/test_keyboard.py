"""Everything can be reached and seen with the keyboard alone."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

WHERE = """() => {
    const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect();
    return {
        name: e.id || e.className || e.textContent.trim(),
        text: e.textContent.trim(),
        outline: s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth),
        shown: box.width > 0 && box.bottom > 0 && box.right > 0,
    };
}"""


def tabs(person, count: int) -> list[dict]:
    """Where the focus is after each press of Tab."""
    found = []
    for _ in range(count):
        person.page.keyboard.press("Tab")
        found.append(person.page.evaluate(WHERE))
    return found


def test_the_first_tab_shows_the_way_to_the_text(visitor):
    person = visitor()
    person.open("village01")
    assert person.page.locator(".skip").evaluate("e => e.getBoundingClientRect().bottom < 0")
    first = tabs(person, 1)[0]
    assert (first["text"], first["shown"]) == ("跳到正文", True)
    person.page.keyboard.press("Enter")
    assert person.page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("slug", ["central", "village01"])
def test_search_and_elder_view_come_early_and_the_focus_is_always_seen(visitor, slug):
    person = visitor()
    person.open(slug)
    places = tabs(person, 12)
    names = [place["name"] for place in places]
    assert names.index("q") < 8
    assert "长者版" in [place["text"] for place in places[:5]]
    assert [place for place in places if place["outline"] < 2 or not place["shown"]] == []


def test_a_search_needs_no_mouse(visitor):
    person = visitor()
    person.open("central")
    person.page.locator("#q").focus()
    person.page.keyboard.type("财务")
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    assert person.page.locator("h1").inner_text() == "搜索“财务”"
    assert person.page.locator(".result").count() > 0


def test_a_line_of_the_portal_opens_with_the_keyboard(visitor):
    person = visitor()
    person.open("central")
    fold = person.page.locator("#lines summary").nth(1)
    fold.focus()
    person.page.keyboard.press("Enter")
    assert person.page.locator("#lines details").nth(1).get_attribute("open") is not None


def test_a_wide_table_can_be_scrolled_with_the_keyboard(visitor):
    person = visitor(width=360)
    person.open("central", "/search?q=收支")
    person.follow(".result .entry__title a")
    table = person.page.locator(".table").first
    assert table.get_attribute("tabindex") == "0"
    assert table.get_attribute("aria-label") != ""
