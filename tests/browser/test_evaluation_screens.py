"""The screens of evaluation, looked at as the people whose work they are; a count that is seen going on; and a visit that
is written without a network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import timezone

from cms.demo.picture import drawn
from tests.browser.test_admin import log_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
HOME = "/admin/x/evaluation/"
PERIOD = f"{HOME}periods/{timezone.localdate().year}/"
SHEET = f"{PERIOD}samples/chengguan/A305/"
VISIT = f"{PERIOD}visits/chengguan/"
WIDTHS = (360, 768, 1280)
SCREENS = {
    ("editor", "chengguan"): {
        "self-check": HOME,
        "standard": f"{HOME}standard/",
        "documents": f"{HOME}papers/",
    },
    ("line", "jiaotiju"): {"features": f"{HOME}features/", "feature": f"{HOME}features/L09/"},
    ("leader", "chengguan"): {"own-appeal": f"{HOME}appeals/", "own-reports": f"{HOME}reports/"},
    ("clerk", "central"): {
        "line": f"{HOME}lines/L02/",
        "period": PERIOD,
        "samples": f"{HOME}samples/",
        "sample-sheet": SHEET,
        "findings": f"{HOME}findings/",
        "appeals": f"{HOME}appeals/",
        "reports": f"{HOME}reports/",
        "visit": VISIT,
    },
}


@pytest.mark.parametrize(("login", "slug"), sorted(SCREENS))
def test_the_screens_are_open_to_everyone_and_fit(visitor, login, slug):
    person = visitor(width=1280)
    log_in(person, slug, login)
    barriers, wide = {}, {}
    for name, path in SCREENS[login, slug].items():
        assert (name, person.open(slug, path).status) == (name, 200)
        barriers[name] = person.barriers()
        for person.width in WIDTHS:
            person.page.set_viewport_size({"width": person.width, "height": 900})
            wide[name, person.width] = person.overflow()
            if person.width != 768:
                person.keep(f"evaluation-{name}", "standard")
    assert barriers == {name: [] for name in barriers}
    assert wide == dict.fromkeys(wide, 0)
    assert person.foreign() == []
    assert [complaint for complaint in person.complaints if complaint.startswith(("script", "error"))] == []


def test_a_count_goes_on_while_the_page_tells_how_far_it_is(visitor):
    person = visitor()
    log_in(person, "central", "clerk")
    person.open("central", PERIOD)
    person.follow("form[action$='/count/'] button")
    # A worker takes it up within moments. However quick it is, the page comes to its end by itself.
    person.page.wait_for_selector("text=/已给 \\d+ 个单位计分/", timeout=120_000)
    assert person.page.locator("[data-count]").count() == 0
    assert person.barriers() == []


def test_a_visit_written_without_a_network_arrives_once_when_there_is_one(visitor, tmp_path):
    person = visitor(width=390)
    log_in(person, "central", "clerk")
    person.open("central", VISIT)
    told = f"走访 {timezone.now():%H:%M:%S.%f}"
    photo = tmp_path / "board.png"
    photo.write_bytes(drawn())
    person.context.set_offline(True)
    write(person.page, told, photo)
    person.page.click("form[data-visit] button")
    person.page.wait_for_selector("text=已存在本机")
    person.keep("evaluation-visit-offline", "standard")
    arrivals = []
    person.page.on("response", lambda answer: arrivals.append((answer.request.method, answer.status)))
    with person.page.expect_event("load", timeout=60_000):
        person.context.set_offline(False)
    assert arrivals.count(("POST", 200)) == 1
    # Opened again nothing is left to send, and it stands there once.
    person.open("central", VISIT)
    assert person.page.input_value("[name=seen]") == ""
    row = person.page.locator(".check-case", has_text=told)
    assert row.count() == 1
    assert re.search(r"SHA-256 [0-9a-f]{64}", row.inner_text())
    assert row.locator("img").evaluate("image => image.complete && image.naturalWidth") > 0
    assert person.barriers() == []


def test_what_was_typed_outlasts_the_page(visitor, tmp_path):
    person = visitor(width=390)
    log_in(person, "central", "clerk")
    person.open("central", VISIT)
    key = person.page.input_value("[name=key]")
    photo = tmp_path / "board.png"
    photo.write_bytes(drawn())
    write(person.page, "写到一半", photo)
    person.page.wait_for_function("indexedDB.databases().then(all => all.length)")
    person.open("central", VISIT)
    person.page.wait_for_selector("text=已恢复上次没有提交的内容")
    assert person.page.input_value("[name=seen]") == "写到一半"
    assert person.page.input_value("[name=key]") == key
    assert (
        person.page.evaluate("document.querySelector('[name=photos]').files[0].size") == photo.stat().st_size
    )


def write(page, words: str, photo: Path) -> None:
    page.fill("[name=seen]", words)
    page.set_input_files("[name=photos]", photo)
