"""The search field offers titles while somebody types; where it cannot, it is the plain field that it was."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
ASKED = "**/search/suggestions?*"
WORDS = "财务收支"


class Searcher:
    """Somebody with the cursor in the search field of the district's front page."""

    def __init__(self, person) -> None:
        self.person, self.page = person, person.page
        person.open("central")
        self.field = self.page.locator("#q")
        self.field.focus()

    @property
    def list(self):
        return self.page.locator(f"#{self.field.get_attribute('aria-controls')}")

    def offered(self, typed: str) -> list[str]:
        """What is offered for what is typed."""
        self.page.keyboard.insert_text(typed)
        expect(self.list).to_be_visible()
        return self.list.get_by_role("option").all_inner_texts()

    def chosen(self) -> str:
        """The text of the option that the field says is chosen; '' for none."""
        key = self.field.get_attribute("aria-activedescendant")
        return self.page.locator(f"#{key}[aria-selected=true]").inner_text() if key else ""

    def search(self) -> str:
        """Press Enter; the heading of the page that it leads to."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self.page.locator("h1").inner_text()


@pytest.fixture
def searcher(visitor):
    return Searcher(visitor())


@pytest.mark.parametrize("typed", [WORDS, "caiwushouzhi", "cwsz"])
def test_characters_pinyin_and_initials_are_offered_titles(searcher, typed):
    found = searcher.offered(typed)
    assert 0 < len(found) == len(set(found))
    assert [title for title in found if WORDS not in title] == []
    assert searcher.person.complaints == []


def test_what_is_being_composed_is_not_asked_for(searcher):
    """With a method of input: first letters, then the characters that were meant."""
    keyboard = searcher.page.context.new_cdp_session(searcher.page)
    for letters in ("cai", "cai wu"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)},
        )
    assert searcher.field.input_value() == "cai wu"
    with searcher.page.expect_request(ASKED) as first:
        keyboard.send("Input.insertText", {"text": "财务"})
    assert first.value.url.endswith("?q=%E8%B4%A2%E5%8A%A1")
    expect(searcher.list).to_be_visible()
    assert [url for url in searcher.person.requests if "suggestions?q=cai" in url] == []


def test_arrows_go_through_what_is_offered_and_enter_takes_it(searcher):
    found, press = searcher.offered("财务"), searcher.page.keyboard.press
    assert searcher.chosen() == ""
    press("ArrowDown")
    press("ArrowDown")
    assert searcher.chosen() == found[1]
    press("ArrowUp")
    assert searcher.chosen() == found[0]
    press("ArrowUp")
    assert searcher.chosen() == "", "back in the field"
    press("ArrowUp")
    assert searcher.chosen() == found[-1]
    assert searcher.search() == f"搜索“{found[-1]}”"
    assert searcher.page.locator(".result").count() > 0


def test_a_title_is_taken_by_pointing(searcher):
    found = searcher.offered("财务")
    with searcher.page.expect_navigation():
        searcher.list.get_by_role("option").nth(1).click()
    assert searcher.page.locator("h1").inner_text() == f"搜索“{found[1]}”"


def test_escape_leaves_what_was_typed(searcher):
    searcher.offered("财务")
    searcher.page.keyboard.press("Escape")
    expect(searcher.list).to_be_hidden()
    assert (searcher.field.input_value(), searcher.field.get_attribute("aria-expanded")) == ("财务", "false")
    assert searcher.search() == "搜索“财务”"


def test_the_field_says_what_it_is(searcher):
    field, told = (
        searcher.page.get_by_role("combobox", name="查单位、查事项、查公开内容"),
        "有建议，可用上下键选择",
    )
    expect(field).to_have_attribute("aria-expanded", "false")
    searcher.offered("财务")
    expect(searcher.field).to_have_attribute("aria-expanded", "true")
    expect(searcher.field).to_have_attribute("aria-autocomplete", "list")
    expect(searcher.list).to_have_role("listbox")
    expect(searcher.page.get_by_role("status").filter(has_text=told)).to_have_count(1)
    assert searcher.person.barriers() == []


def test_without_scripts_it_is_a_field_and_a_button(visitor):
    searcher = Searcher(visitor(scripts=False))
    assert searcher.field.get_attribute("role") is None
    searcher.field.fill("财务")
    assert searcher.search() == "搜索“财务”"
    assert searcher.page.locator(".result").count() > 0


def test_who_does_not_wait_for_an_answer_searches_as_ever(searcher):
    searcher.page.route(ASKED, lambda route: None)
    with searcher.page.expect_request(ASKED):
        searcher.page.keyboard.insert_text("财务")
    assert searcher.search() == "搜索“财务”"


@pytest.mark.parametrize("answer", [{"status": 503}, {"body": "<p>", "content_type": "text/html"}, None])
def test_an_answer_that_fails_leaves_the_field(searcher, answer):
    searcher.page.route(ASKED, lambda route: route.fulfill(**answer) if answer else route.abort(), times=1)
    with searcher.page.expect_request(ASKED):
        searcher.page.keyboard.insert_text("财务")
    expect(searcher.list).to_be_hidden()
    assert searcher.offered("收支") != [], "the next one is asked for"
    assert searcher.search() == f"搜索“{WORDS}”"


def test_one_that_fails_late_takes_nothing_from_the_next(searcher):
    held = []
    searcher.page.route(ASKED, lambda route: held.append(route))
    for typed in ("财务", "收支"):
        with searcher.page.expect_request(ASKED):
            searcher.page.keyboard.insert_text(typed)
    held[0].abort()
    held[1].continue_()
    expect(searcher.list).to_be_visible()
