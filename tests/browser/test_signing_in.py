"""The door in Chromium: a passkey from its virtual authenticator, enrolled on one site and good on another.

The sites lie below a name with a dot, as in life: browsers bind no passkey to `localhost`. The server runs in threads of
this process, over the test database; Django refuses to ask the database where Playwright runs, so people are made
in a thread too.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from socketserver import ThreadingMixIn
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Page

from tenants.context import tenant_scope
from tenants.identity.actions import join
from tenants.identity.invitations import invite
from tenants.identity.models import Factor
from tenants.identity.roles import MemberRole as Role
from tenants.models import Tenant
from tenants.roles import owner_connection
from tests.browser.person import STILL
from tests.browser.visitor import AXE, GRAVE, axe

pytestmark = pytest.mark.browser
BASE = "gongkai.localhost"
WORD = "correct horse battery staple"
LOGIN = "passkey-leader"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Quiet(WSGIRequestHandler):
    def log_message(self, *words) -> None:
        pass


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def apart(work: Callable):
    """Run it in a thread with a connection of its own, and give back what it returns."""
    done: list = []

    def run() -> None:
        try:
            done.append(work())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert done, "it failed in its thread"
    return done[0]


def _move(base: str) -> bool:
    """Give every site the name that it has below `base`: a name that is not its first only leads to that one."""
    with owner_connection(autocommit=True) as owner:
        owner.execute(
            "UPDATE tenants_domain d SET domain = t.slug || %s FROM tenants_tenant t WHERE t.id = d.tenant_id",
            [f".{base}"],
        )
    return True


def _people() -> str:
    """The head of the office, who is an editor in ta too; and the token of somebody invited there."""
    tenants = {tenant.slug: tenant for tenant in Tenant.objects.all()}
    for slug, role in (("central", Role.OFFICE_LEADER), ("ta", Role.EDITOR)):
        with tenant_scope(tenants[slug]):
            join(login=LOGIN, name="负责人", role=role, password=WORD)
    with tenant_scope(tenants["ta"]):
        return invite(login="passkey-guest", name="新来的", role=Role.EDITOR).token or ""


@pytest.fixture(scope="module")
def district(django_db_setup, django_db_blocker):
    """(address of a path on a site, token of an invitation to ta)."""
    kept, settings.BASE_HOST = settings.BASE_HOST, BASE
    with django_db_blocker.unblock():
        apart(lambda: _move(BASE))
        token = apart(_people)
        server = make_server("127.0.0.1", 0, get_wsgi_application(), Threads, Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield lambda slug, path: f"http://{slug}.{BASE}:{server.server_port}{path}", token
        server.shutdown()
        server.server_close()
        apart(lambda: _move("test"))
    settings.BASE_HOST = kept


@pytest.fixture
def page(chromium):
    context = chromium.new_context(locale="zh-CN", viewport={"width": 360, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def authenticator(page):
    """(session of the developer tools, id of the authenticator): a telephone or a laptop with a fingerprint."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return tools, made["authenticatorId"]


def log_in(page: Page, address: str, login: str = LOGIN) -> None:
    page.goto(address)
    page.fill("[name=username]", login)
    page.fill("[name=password]", WORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def go(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.click(selector)


def is_fit(page: Page) -> None:
    """No barrier, and nothing wider than a telephone."""
    page.evaluate(STILL)
    found = axe().run(page, options=AXE).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found if one["impact"] in GRAVE] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_a_passkey_enrolled_on_one_site_opens_another(page, authenticator, district, pictures):
    address, _token = district
    tools, device = authenticator
    log_in(page, address("central", "/admin/login/"))
    assert page.url.endswith("/admin/login/enrol/")
    is_fit(page)
    page.screenshot(path=pictures / "door-enrol-360.png", full_page=True)
    page.fill("[data-passkey-label]", "办公电脑")
    go(page, "[data-passkey-go]")
    assert page.locator(".porch-codes li").count() == 10
    is_fit(page)
    page.screenshot(path=pictures / "door-codes-360.png", full_page=True)
    go(page, ".porch a.button")
    assert page.url.endswith("/admin/")

    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None
    )
    log_in(page, address("ta", "/admin/login/"))
    assert page.url.endswith("/admin/login/factor/")
    is_fit(page)
    page.screenshot(path=pictures / "door-factor-360.png", full_page=True)
    go(page, "[data-passkey-go]")
    assert page.url == address("ta", "/admin/")
    (key,) = tools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert key["rpId"] == BASE

    answer = next(parse_qs(body)["answer"][0] for body in sent if "answer=%7B" in body)
    _is_worthless_again(page, address, answer)
    _is_worthless_unverified(page, address, tools, device)
    _is_worthless_as_a_copy(page, address, tools, device, key)


def _at_the_factor(page: Page, address: Callable) -> None:
    page.context.clear_cookies()
    log_in(page, address("ta", "/admin/login/"))
    assert page.url.endswith("/admin/login/factor/")


def _is_worthless_again(page: Page, address: Callable, answer: str) -> None:
    """Somebody who wrote down what the passkey answered sends it once more."""
    _at_the_factor(page, address)
    with page.expect_navigation():
        page.evaluate(
            "answer => { const form = document.querySelector('[data-factor]');"
            " form.elements.answer.value = answer; form.submit() }",
            answer,
        )
    assert page.url.endswith("/admin/login/factor/")
    assert "不对" in page.inner_text(".messages")


def _is_worthless_unverified(page: Page, address: Callable, tools, device: str) -> None:
    """The device is there, but its owner has not shown finger, face or number."""
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    _at_the_factor(page, address)
    page.click("[data-passkey-go]")
    page.wait_for_selector("[data-passkey-failed]:not([hidden])")
    assert page.url.endswith("/admin/login/factor/")
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})


def _is_worthless_as_a_copy(page: Page, address: Callable, tools, device: str, key: dict) -> None:
    """A copy of the key counts from where it was taken; the true one has gone on."""
    assert apart(lambda: _counter()) > 1
    tools.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    copy = key | {"signCount": 0}
    tools.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": copy})
    _at_the_factor(page, address)
    go(page, "[data-passkey-go]")
    assert page.url.endswith("/admin/login/factor/")
    assert "不对" in page.inner_text(".messages")


def _counter() -> int:
    with tenant_scope(Tenant.objects.get(slug="central")):
        return Factor.objects.get(identity__login=LOGIN, kind="passkey").counter


def test_the_page_of_an_invitation_fits_a_telephone_and_the_keyboard(page, district, pictures):
    address, token = district
    page.goto(address("ta", f"/admin/invitation/{token}/"))
    assert token not in page.url
    is_fit(page)
    page.screenshot(path=pictures / "door-invitation-360.png", full_page=True)
    page.focus("[name=new]")
    page.keyboard.type("short")
    page.keyboard.press("Tab")
    page.keyboard.type("short")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    told = page.inner_text("main")
    assert "太短" in told
    is_fit(page)
    page.screenshot(path=pictures / "door-weak-360.png", full_page=True)
    page.fill("[name=new]", WORD)
    page.fill("[name=again]", WORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == address("ta", "/admin/")


def test_what_a_browser_is_asked_cannot_be_ended_by_a_name():
    from tenants.identity.passkeys import _for_a_page

    text = _for_a_page(json.dumps({"name": "</script><script>alert(1)</script>&"}))
    assert "<" not in text
    assert json.loads(text)["name"].startswith("</script>")
