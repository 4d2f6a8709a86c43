"""The ways in, each as somebody would try it who has no second factor to show: a name, a log-in, a browser afterwards."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory

from tenants.accounts.models import User
from tenants.identity import factors, invitations
from tenants.identity.centre import at_the_centre
from tenants.identity.models import Identity
from tenants.identity.roles import MemberRole as Role
from tests.signing_in import code_of, seat
from tests.tenants.admin_urls import patterns
from tests.tenants.identity.conftest import WORD, at, person, sign_in

NEW = "a quite different pass phrase"


def browser(slug: str = "central") -> Client:
    return Client(headers={"host": f"{slug}.test"})


def after_password(login: str) -> Client:
    client = browser()
    sign_in(client, login)
    return client


def by_link(login: str) -> Client:
    client = browser()
    with at("central"):
        token = invitations.reset(identity=Identity.objects.get(login=login).uuid, by=None, beyond=True)
    client.get(f"/admin/invitation/{token}/")
    client.post("/admin/invitation/open/", {"new": NEW, "again": NEW})
    return client


def try_password(login: str) -> Client:
    return after_password(login)


def try_remember(login: str) -> Client:
    client = browser()
    sign_in(client, login, remember="on")
    return client


def try_totp(login: str) -> Client:
    client = after_password(login)
    for code in ("000000", "", "12345", "abcdef", "０００００１"):
        client.post("/admin/login/factor/", {"code": code})
    return client


def try_recovery(login: str) -> Client:
    client = after_password(login)
    with at("central"), at_the_centre():
        code = factors.new_recovery_codes(Identity.objects.get(login=login).uuid)[0]
    other = after_password(login)
    other.post("/admin/login/factor/", {"code": code})
    client.post("/admin/login/factor/", {"code": code})  # used by now
    return client


def try_passkey(login: str) -> Client:
    client = after_password(login)
    client.get("/admin/login/factor/")
    for answer in ("{}", "null", '{"id": "x"}', "[]"):
        client.post("/admin/login/factor/", {"answer": answer})
    return client


def try_enrol(login: str) -> Client:
    """Somebody who has one tries to enrol another with the password alone."""
    client = after_password(login)
    if client.get("/admin/login/enrol/").status_code == 200:
        return client  # who has none may see the page; it opens nothing else
    secret = factors.new_secret()
    client.post("/admin/login/enrol/", {"code": code_of(secret)})
    return client


def try_due(login: str) -> Client:
    settings.PASSWORD_PROFILE = "dengbao"
    try:
        with at("central"):
            Identity.objects.filter(login=login).update(password_set_at="2020-01-01T00:00Z")
        client = after_password(login)
        client.post("/admin/login/password/", {"new": NEW, "again": NEW})
        return client
    finally:
        settings.PASSWORD_PROFILE = "asvs"


def try_go(login: str) -> Client:
    client = after_password(login)
    client.get("/admin/login/go/")
    return client


def try_invitation(login: str) -> Client:
    with at("central"):
        Identity.objects.filter(login=login).update(password="!")
    return by_link(login)


def try_reset(login: str) -> Client:
    return by_link(login)


def try_handoff(login: str) -> Client:
    """From a unit, where the role asks for nothing and the session has passed nothing."""
    person("ta", login, Role.EDITOR)
    source, client = browser("ta"), browser()
    with at("ta"):
        from tenants.accounts.backends import account_of

        seat(source, account_of(Identity.objects.get(login=login)), second_factor=False)
    with at("central") as central:
        target = central.uuid
    page = source.post("/admin/elsewhere/", {"place": str(target)})
    token = re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]
    client.post("/admin/arrive/", {"token": token}, headers={"origin": "http://ta.test"})
    return client


def try_session(login: str) -> Client:
    """A session that began without the second factor, before the role that asks for it."""
    with at("central"):
        from tenants.accounts.backends import account_of

        return seat(browser(), account_of(Identity.objects.get(login=login)), second_factor=False)


def try_copied(login: str) -> Client:
    """A session of another site, where the person has passed the second factor, copied with its row."""
    person("ta", login, Role.EDITOR)
    source, client = browser("ta"), browser()
    with at("ta"):
        from tenants.accounts.backends import account_of

        seat(source, account_of(Identity.objects.get(login=login)))
        row = Session.objects.get(session_key=source.cookies[settings.SESSION_COOKIE_NAME].value)
    with at("central"):
        Session.objects.create(
            session_key=row.session_key, session_data=row.session_data, expire_date=row.expire_date
        )
    client.cookies = source.cookies
    return client


def try_device(login: str) -> Client:
    """A browser that was signed in before, second factor and all, with the password alone."""
    client = browser()
    with at("central"):
        seat(client, User.objects.get(identity_uuid=_account(login)))
    client.post("/admin/logout/")
    sign_in(client, login)
    return client


def _account(login: str):
    from tenants.accounts.backends import account_of

    return account_of(Identity.objects.get(login=login)).identity_uuid


def try_force_login(login: str) -> Client:
    client = browser()
    with at("central"):
        _account(login)
        client.force_login(User.objects.get(username=login))
    return client


def try_backend(login: str) -> Client:
    with at("central"):
        assert authenticate(RequestFactory().get("/"), username=login, password=WORD) is None
    client = browser()
    with at("central"):
        assert client.login(username=login, password=WORD) is False
    return client


def try_frontend(login: str) -> Client:
    client = browser()
    client.post("/_util/login/", {"username": login, "password": WORD})
    return client


def try_wagtail_reset(login: str) -> Client:
    client = browser()
    for path in ("", "done/", "confirm/MQ/set-password/", "complete/"):
        assert client.get(f"/admin/password_reset/{path}").status_code == 404
        client.post(f"/admin/password_reset/{path}", {"email": "a@b.cn", "new_password1": NEW})
    return client


def try_page_password(login: str) -> Client:
    client = browser()
    client.post("/_util/authenticate_with_password/1/1/", {"password": WORD, "return_url": "/admin/"})
    client.post("/documents/authenticate_with_password/1/", {"password": WORD, "return_url": "/admin/"})
    return client


def try_api(login: str) -> Client:
    client = after_password(login)
    assert client.get("/admin/api/main/pages/").status_code != 200
    return client


def try_token(login: str) -> Client:
    client = browser()
    answer = client.get("/admin/api/main/pages/", headers={"authorization": "Bearer x"})
    assert answer.status_code != 200
    assert not [route for _pattern, route in patterns() if "v3" in route]
    return client


def try_preview(login: str) -> Client:
    client = after_password(login)
    assert client.get("/admin/pages/3/view_draft/").status_code == 302
    return client


def _signed_in_page(path: str, name: str):
    def attempt(login: str) -> Client:
        client = after_password(login)
        assert client.get(path).status_code == 302
        client.post(path, {"current": WORD, "new": NEW, "again": NEW})
        return client

    attempt.__name__ = name
    return attempt


try_own_password = _signed_in_page("/admin/security/password/", "try_own_password")
try_own_factor = _signed_in_page("/admin/security/factor/", "try_own_factor")
try_users = _signed_in_page("/admin/users/1/", "try_users")
try_account = _signed_in_page("/admin/account/", "try_account")
try_logout = _signed_in_page("/admin/logout/", "try_logout")

TRIES = {
    name.removeprefix("try_"): function for name, function in globals().items() if name.startswith("try_")
}
