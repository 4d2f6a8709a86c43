"""The elder view: large, high in contrast, one tap away, remembered, and one tap back."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

SWITCH = ".strip__tools a[href*='/display/']"
SMALL = """() => [...document.querySelectorAll('a[href], button, input, summary')]
    .map(e => [e, e.getBoundingClientRect()])
    .filter(([e, box]) => box.height > 0 && !e.matches('.skip, .prose a, dd a, .card__note a'))
    .map(([e, box]) => {
        const title = e.closest('.entry__title, .item__title, .due__title');
        return [e.textContent.trim().slice(0, 20), title ? title.getBoundingClientRect().height : box.height];
    })
    .filter(([, height]) => height < LEAST)"""


def is_elder(person) -> bool:
    return person.page.locator("html.elder").count() == 1


def test_it_is_remembered_from_page_to_page_and_switched_back(visitor):
    person = visitor(width=360)
    person.open("village01")
    assert not is_elder(person)
    person.follow(SWITCH)
    assert is_elder(person)
    assert person.page.evaluate("location.pathname") == "/"
    person.follow(".standing__name a")
    person.follow(".part__head h2 a")
    assert is_elder(person)
    there = person.page.evaluate("location.pathname")
    assert person.page.locator(SWITCH).inner_text() == "返回标准版"
    person.follow(SWITCH)
    assert not is_elder(person)
    assert person.page.evaluate("location.pathname") == there


def test_text_is_22_pixels_and_what_is_pressed_60(visitor):
    person = visitor(width=360)
    size, leading = (
        f"parseFloat(getComputedStyle(document.body).{name})" for name in ("fontSize", "lineHeight")
    )
    # A theme may be larger still, and never less.
    person.open("central", "/display/elder")
    assert (person.page.evaluate(size), person.page.evaluate(leading)) == (22, 44)
    person.open("village01", "/display/elder")
    assert (person.page.evaluate(size), person.page.evaluate(leading)) == (26, 52)
    assert person.page.evaluate(SMALL.replace("LEAST", "44")) == []
    assert person.page.locator("#q").evaluate("e => e.getBoundingClientRect().height") >= 60


def test_what_is_pressed_is_44_pixels_high_in_the_standard_view(visitor):
    person = visitor(width=360)
    found = {}
    for slug, path in [
        ("central", "/"),
        ("village01", "/"),
        ("village01", "/column/"),
        ("central", "/units"),
    ]:
        person.open(slug, path)
        found[slug + path] = person.page.evaluate(SMALL.replace("LEAST", "40"))
    assert found == {key: [] for key in found}
