"""No way in is missing from the table: what could sign somebody in is looked for in addresses, settings and sources."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from tenants.accounts.paths import PATHS
from tenants.identity import handoff
from tests.tenants.identity.conftest import WORD, at, is_in
from tests.tenants.identity.ways import browser

pytestmark = pytest.mark.django_db(databases=["default", "central"])
ROOT = Path(__file__).resolve().parents[3]

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
SAME_FILE = {"security", "security_mail", "security_remove", "security_codes", "security_end"}


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
