"""Without scripts and without pictures nothing is missing that somebody came for."""

from __future__ import annotations

import pytest

from tests.browser.test_walk import WALK, steps

pytestmark = pytest.mark.browser


def test_the_whole_walk_works_without_scripts(visitor):
    person = visitor(width=360, scripts=False)
    assert {name: response.status for name, response in steps(person)} == dict.fromkeys(WALK, 200)
    assert person.page.locator(".body").inner_text() != ""
    # Buttons that only a script can serve are not shown where there is none.
    assert not person.page.locator("[data-print]").is_visible()
    person.keep("article", "no-script")


def test_searching_folding_and_the_elder_view_work_without_scripts(visitor):
    person = visitor(width=360, scripts=False)
    person.open("central")
    person.page.locator("#lines summary").nth(1).click()
    assert person.page.locator("#lines details").nth(1).locator(".units a").first.is_visible()
    person.page.locator("#q").fill("财务")
    with person.page.expect_navigation():
        person.page.locator("main button[type=submit]").click()
    assert person.page.locator(".result").count() > 0
    person.follow(".strip__tools a[href*='/display/']")
    assert person.page.locator("html.elder").count() == 1


def test_finding_a_unit_while_typing_and_by_submitting(visitor):
    person = visitor()
    person.open("central", "/units")
    field = person.page.locator("#unit-filter")
    field.fill("柳河")
    shown = [row.inner_text() for row in person.page.locator("[data-unit]").all() if row.is_visible()]
    assert shown != []
    assert [text for text in shown if "柳河" not in text] == []
    with person.page.expect_navigation():
        field.press("Enter")
    assert person.page.locator("#units-head").count() == 1


def test_states_are_told_in_words_when_pictures_are_off(visitor):
    person = visitor(width=360, images=False)
    for _name, response in steps(person):
        assert response.status == 200
        assert [s for s in person.page.locator(".state:visible").all_inner_texts() if not s.strip()] == []
        pictures = "[...document.images].filter(i => !i.alt.trim()).map(i => i.outerHTML)"
        assert person.page.evaluate(pictures) == []
    person.keep("article", "no-pictures")
