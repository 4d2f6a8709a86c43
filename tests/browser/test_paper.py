"""What comes out of the printer: the text and what proves it, no navigation."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

NAVIGATION = ".masthead, .trail, .foot, .search, .sidenav, .toc, .page-tools, .neighbours, .skip"
PLAN = "/column/gong-kai-zhi-du/dang-wu-gong-kai-shi-shi-fang-an/plan-2023/"


@pytest.fixture
def printed(visitor):
    """The implementation plan as it goes to the printer."""
    person = visitor(width=768)
    person.open("central", PLAN)
    person.page.emulate_media(media="print")
    return person


def test_a_printed_page_has_no_navigation(printed):
    assert [e.inner_text() for e in printed.page.locator(NAVIGATION).all() if e.is_visible()] == []


def test_a_printed_page_names_its_unit_its_address_and_its_fingerprint_and_carries_a_code(printed):
    head = printed.page.locator(".print-head")
    assert head.is_visible()
    address = head.locator(".print-head__address")
    shown = address.evaluate("e => getComputedStyle(e, '::after').content")
    assert shown == f'"{printed.demo.url("central", PLAN)}"'
    assert head.locator(".print-head__hash").inner_text().split()[-1] == (
        printed.page.locator(".hash").inner_text()
    )
    code = printed.page.locator(".qr-plate svg").bounding_box()
    assert (code["width"] > 60, code["y"] < 120) == (True, True)


def test_a_document_is_set_like_a_document(printed):
    style = (
        "e => [getComputedStyle(e).textIndent, getComputedStyle(e).fontSize, getComputedStyle(e).fontFamily]"
    )
    indent, size, family = printed.page.locator(".prose p").first.evaluate(style)
    assert float(indent.removesuffix("px")) == pytest.approx(2 * float(size.removesuffix("px")), abs=0.1)
    assert "Serif" in family
    assert [h.inner_text() for h in printed.page.locator(".body > h2").all()] == [
        "一、工作目标",
        "二、工作举措",
        "三、工作要求",
    ]


def test_a_folded_line_of_the_portal_is_open_on_paper_and_folded_again_after(visitor):
    person = visitor()
    person.open("central")
    open_folds = "document.querySelectorAll('details[open]').length"
    person.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert person.page.evaluate(open_folds) == person.page.locator("details").count()
    person.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert person.page.evaluate(open_folds) == 0


def test_the_front_page_of_a_village_lies_across_the_sheet_like_a_notice_board(visitor, pictures):
    person = visitor()
    person.open("village01")
    made = person.page.pdf(prefer_css_page_size=True, path=pictures / "board-print.pdf")
    # A4 landscape, in points. Its other pages stand upright.
    assert set(re.findall(rb"/MediaBox \[0 0 (\d+)", made)) == {b"841"}
    person.follow("main .part__head > a[href*='column']")
    assert set(re.findall(rb"/MediaBox \[0 0 (\d+)", person.page.pdf(prefer_css_page_size=True))) == {b"594"}


def test_the_plan_becomes_a_pdf(printed, pictures):
    made = printed.page.pdf(prefer_css_page_size=True, path=pictures / "plan-print.pdf")
    assert made.startswith(b"%PDF")
    printed.keep("plan", "print")
