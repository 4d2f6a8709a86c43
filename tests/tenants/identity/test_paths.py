"""Every way in is tried by somebody who must have a second factor; and no way in is missing from the table."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.module_loading import import_string

from tenants.accounts.models import User
from tenants.accounts.paths import PATHS
from tenants.identity import factors, handoff, invitations
from tenants.identity.centre import at_the_centre
from tenants.identity.models import Identity
from tenants.identity.roles import MemberRole as Role
from tests.signing_in import code_of, seat
from tests.tenants.admin_urls import patterns
from tests.tenants.identity.conftest import WORD, at, is_in, person, sign_in

pytestmark = pytest.mark.django_db(databases=["default", "central"])
ROOT = Path(settings.ROOT_URLCONF and __file__).resolve().parents[3]
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
ELSEWHERE = {"oidc"}
"""Tried in test_oidc.py, against a provider that runs."""


def test_every_way_of_the_table_is_tried():
    assert {path.name for path in PATHS} == set(TRIES) | ELSEWHERE


@pytest.mark.parametrize("name", sorted(TRIES))
def test_no_way_in_gets_round_the_second_factor_of_somebody_who_has_one(leader, phone, name):
    assert not is_in(TRIES[name](leader))


@pytest.mark.parametrize("name", sorted(TRIES))
def test_somebody_who_must_have_one_and_has_none_can_only_enrol(leader, name):
    assert not is_in(TRIES[name](leader))


def test_with_the_code_of_the_telephone_they_are_in(leader, phone):
    """The control: the way that is meant leads in."""
    client = after_password(leader)
    assert not is_in(client)
    client.post("/admin/login/factor/", {"code": code_of(phone)})
    assert is_in(client)


REAL_WAYS = {
    "password",
    "remember",
    "go",
    "invitation",
    "reset",
    "handoff",
    "session",
    "device",
    "api",
    "preview",
}


@pytest.mark.parametrize("name", sorted(REAL_WAYS - {"api", "preview"}))
def test_without_the_second_factor_the_same_ways_lead_in(leader, settings, name):
    """The control of the tries: each is a way in that only lacks the second factor."""
    settings.SECOND_FACTOR_ROLES = []
    assert is_in(TRIES[name](leader))


# --- nothing is missing from the table -------------------------------------------------------------------------------

SIGNS_IN = re.compile(
    r"\b(?:a|auth_)?login\(|\bupdate_session_auth_hash\(|\bSESSION_KEY\b|\b(?:admit|proceed|begin_session)\("
)


def _modules_of(callback) -> set:
    """Modules in which a view, and the classes that it is made of, are written."""
    view = getattr(callback, "view_class", None) or getattr(callback, "cls", None)
    if view is None:
        return {inspect.getmodule(inspect.unwrap(callback))}
    return {inspect.getmodule(cls) for cls in view.__mro__}


def _looks_like_a_way_in(callback) -> bool:
    for module in _modules_of(callback) - {None}:
        try:
            source = inspect.getsource(module)
        except (OSError, TypeError):
            continue
        if SIGNS_IN.search(source):
            return True
    return False


def named_patterns(entries=None, names: tuple = ()):
    from django.urls import URLResolver, get_resolver

    for entry in entries or get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            more = (*names, entry.namespace) if entry.namespace else names
            yield from named_patterns(entry.url_patterns, more)
        else:
            yield ":".join((*names, entry.name or "")), entry.callback


def test_every_view_that_could_sign_somebody_in_is_in_the_table():
    listed = tuple(view for path in PATHS for view in path.views)
    found = {name for name, callback in named_patterns() if _looks_like_a_way_in(callback)}
    assert {name for name in found - SAME_FILE if not is_listed(name, listed)} == set()


def is_listed(name: str, listed: tuple[str, ...]) -> bool:
    return name in listed or name.startswith(tuple(view for view in listed if view.endswith(":")))


# In one file with a way in, and none themselves.
SAME_FILE = {"security", "security_remove", "security_codes", "security_end"}


def test_a_new_view_that_signs_in_would_be_found():
    """The control: Django's own login view is recognised, and so is one that calls the function."""
    from django.contrib.auth.views import LoginView

    assert _looks_like_a_way_in(LoginView.as_view())
    assert SIGNS_IN.search("    login(request, user)")
    assert not SIGNS_IN.search("class LoginView:")


def _calls_of_login(folder: str) -> set[str]:
    """Files of ours that import Django's login, or write the session key that it writes."""
    found = set()
    for file in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = (
                [alias.name for alias in getattr(node, "names", [])]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            from_auth = isinstance(node, ast.ImportFrom) and node.module == "django.contrib.auth"
            if from_auth and {"login", "alogin", "SESSION_KEY", "update_session_auth_hash"} & set(names):
                found.add(str(file.relative_to(ROOT)))
    return found


def test_only_the_door_calls_djangos_login():
    assert {file for folder in ("tenants", "cms", "plugins") for file in _calls_of_login(folder)} == {
        "tenants/accounts/door.py"
    }


def test_there_is_one_back_end_and_it_authenticates_nobody():
    assert settings.AUTHENTICATION_BACKENDS == ["tenants.accounts.backends.IdentityBackend"]


def test_only_our_middleware_says_who_is_asking():
    """A middleware that sets request.user, as those for proxies do, would be a way in."""
    said = []
    for name in settings.MIDDLEWARE:
        source = inspect.getsource(inspect.getmodule(import_string(name)))
        if re.search(r"request\.user\s*=|_cached_user\s*=|auth\.login|authenticate\(", source):
            said.append(name)
    assert said == ["tenants.accounts.middleware.StandingMiddleware"]


def holds_a_login(client: Client) -> bool:
    """Whether Django takes the browser for somebody, whatever the ledger says."""
    with at("central"):
        return settings.SESSION_COOKIE_NAME in client.cookies and "_auth_user_id" in client.session


CREDENTIALS = {
    "username": "leader",
    "login": "leader",
    "password": WORD,
    "next": "/admin/",
    "email": "a@b.cn",
}


def test_no_address_takes_a_password_and_gives_a_session(leader):
    """Every address of the installation is sent the right login and password of somebody of the office."""
    from tests.tenants.test_isolation_http import addresses

    client = browser()
    for path in addresses([1]):
        client.post(path, CREDENTIALS)
        assert not holds_a_login(client), path
    assert not is_in(client)


def test_the_names_of_the_table_exist():
    known = {name for name, _callback in named_patterns()}
    spaces = {name.rpartition(":")[0] + ":" for name in known}
    assert {view for path in PATHS for view in path.views} - known - spaces == set()
    assert reverse("wagtailadmin_login") == "/admin/login/"
    assert handoff.LIFETIME.total_seconds() <= 60
