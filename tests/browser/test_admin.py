"""The editing side, looked at as the people of the demonstration: open to everyone, fitting, and talking to nobody."""

from __future__ import annotations

import pytest

from cms.demo.accounts import PASSWORD

pytestmark = pytest.mark.browser

REGISTER = [
    f"/admin/register/{name}/" for name in ("units", "lines", "guidance", "filings", "obligations", "entries")
]
OWN = [f"/admin/{page}/" for page in ("security", "security/password", "security/factor", "elsewhere")]
SCREENS = {
    ("editor", "chengguan"): [
        "/admin/",
        "/admin/pages/",
        "/admin/account/",
        "/admin/duties/",
        "/admin/duties/occasions/",
        "/admin/contact/",
        "/admin/procedure/mine/",
        "/admin/security/mail/",
    ],
    ("leader", "chengguan"): [
        "/admin/",
        "/admin/duties/",
        "/admin/procedure/",
        "/admin/procedure/delegation/",
    ],
    ("admin", "chengguan"): ["/admin/people/", "/admin/people/join/", "/admin/sign-ins/", *OWN],
    ("clerk", "central"): [
        "/admin/",
        "/admin/directory/",
        "/admin/sign-ins/",
        "/admin/register/workdays/",
        "/admin/procedure/routes/",
        "/admin/procedure/exceptions/",
        *REGISTER,
    ],
}


def log_in(person, slug: str, login: str) -> None:
    person.open(slug, "/admin/login/")
    person.page.fill("[name=username]", login)
    person.page.fill("[name=password]", PASSWORD)
    person.follow("button[type=submit]")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("login", "slug"), sorted(SCREENS))
def test_the_screens_of_a_role_are_open_to_everyone_and_fit(visitor, login, slug, width):
    person = visitor(width=width)
    person.open(slug, "/admin/login/")
    assert person.barriers() == []
    log_in(person, slug, login)
    found = {}
    for path in SCREENS[login, slug]:
        assert person.open(slug, path).status == 200
        found[path] = person.barriers()
        assert (path, person.overflow()) == (path, 0)
        person.keep(f"admin-{login}{path.removeprefix('/admin').rstrip('/').replace('/', '-')}", "standard")
    assert found == {path: [] for path in SCREENS[login, slug]}
    assert person.foreign() == []
    assert [complaint for complaint in person.complaints if complaint.startswith(("script", "error"))] == []


def test_from_the_home_page_to_a_form_that_is_filled_in_takes_two_clicks(visitor):
    person = visitor(width=1280)
    log_in(person, "chengguan", "editor")
    person.page.click(".occasions summary")
    item = person.page.locator(".occasions a").first.inner_text()
    person.follow(".occasions a")
    # Where a stage was recorded, the form is for that one.
    assert person.page.input_value("[name=title]").partition("：")[0] == item
    assert person.page.locator("[name^='body-'][name$='-value-text']").count() > 0
