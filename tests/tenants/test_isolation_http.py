"""The canary of unit tb, looked for in everything that unit ta can be made to answer.

Both units hold the same rows with the same primary keys, the same slugs, file names and passwords; all that
tb holds carries the canary.
"""

import re

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Revision, Site

from cms.pages.models import ArticlePage
from tenants.accounts.models import User
from tenants.context import tenant_scope
from tenants.identity.sessions import Standing
from tests.sample import CANARY, PASSWORD
from tests.tenants.admin_urls import TEXTS, patterns

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])

NOT_ASKED = ("logout", "failwhale")
"""Addresses that end the session, or fail on purpose."""
REGEX_PARAMETER = re.compile(
    r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>|\(\?P<(?P<regex>\w+)>[^)]*\)+\??|\([^?][^)]*\)"
)


def text_of(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8", "replace") + str(response.headers) + str(response.get("Location", ""))


def filled(route: str, number: int) -> str | None:
    """An address of a route: numbers where it wants numbers, a word of tb's where it wants a word."""

    def value(match: re.Match) -> str:
        name = match["name"] or match["regex"] or ""
        if match["kind"] == "int" or (match["regex"] and r"\d" in match[0]):
            return str(number)
        if match["kind"] == "str" and name.endswith(("_id", "pk")):
            return str(number)
        return TEXTS.get(name, str(number))

    path = REGEX_PARAMETER.sub(value, route.replace("^", "").replace("$", "").replace("\\Z", ""))
    return None if set(path) & set("()[]?*+\\|") else "/" + path


def addresses(numbers) -> list[str]:
    """Every address, each parameterised one for each number; once where nothing is filled in."""
    routes = {route for _pattern, route in patterns()}
    found = {filled(route, number) for route in routes for number in numbers}
    return sorted(path for path in found if path and not any(word in path for word in NOT_ASKED))


@pytest.fixture
def same_ids(ta, tb):
    """Rows of tb whose primary key exists in ta too, by model."""

    def keys():
        return {
            m: set(m.objects.values_list("pk", flat=True))
            for m in (Page, User, Revision, Site, get_image_model(), get_document_model())
        }

    here = keys()
    with tenant_scope(tb):
        there = keys()
    assert here == there
    return sorted(set().union(*here.values()))


def test_the_canary_is_there_to_be_found(enter, same_ids):
    """The control: the same addresses, asked of tb by its own administrator, show the canary many times."""
    client = enter("tb")
    found = [
        path
        for path in addresses([max(same_ids)])
        if path.startswith("/admin/") and CANARY in text_of(client.get(path))
    ]
    assert len(found) > 20


def test_no_address_shows_the_other_unit(enter, same_ids):
    client = enter("ta")
    asked = addresses(same_ids)
    leaks, broken = [], []
    for path in asked:
        response = client.get(path)
        if CANARY in text_of(response):
            leaks.append(path)
        if response.status_code >= 500:
            broken.append((path, response.status_code))
    assert leaks == []
    assert broken == []
    assert len(asked) > 300


def test_every_statement_of_a_request_runs_in_the_asked_schema(enter, ta, tb, same_ids):
    """A watcher on the connection: nothing names, or runs in, another unit's schema."""
    client, wrong = enter("ta"), []

    def watch(execute, sql, params, many, context):
        if tb.schema_name in str(sql) or connection.schema_name == tb.schema_name:
            wrong.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        for path in (
            "/",
            "/column/",
            "/admin/",
            "/admin/pages/3/",
            "/admin/images/",
            "/api/v1/entries",
            "/search",
        ):
            client.get(path)
    assert wrong == []


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/column/",
        "/search",
        "/search?q=机构",
        "/api/v1/entries",
        "/api/v1/catalog",
        "/api/v1/site",
        "/api/v1/units",
    ],
)
def test_public_pages_show_their_own_unit_only(visit, path):
    assert CANARY in text_of(visit("tb").get(path)) or path in ("/api/v1/site", "/api/v1/units")
    assert CANARY not in text_of(visit("ta").get(path))


def test_an_entry_of_another_unit_is_not_found_by_its_uuid(visit, tb):
    with tenant_scope(tb):
        key = ArticlePage.objects.live().get().translation_key
    assert visit("tb").get(f"/api/v1/entries/{key}").status_code == 200
    assert visit("ta").get(f"/api/v1/entries/{key}").status_code == 404


def test_a_session_of_one_site_is_nothing_on_another(enter, visit):
    """Same user id, same password hash, same cookie: still a stranger."""
    inside, outside = enter("ta"), visit("tb")
    outside.cookies = inside.cookies
    assert inside.get("/admin/").status_code == 200
    assert outside.get("/admin/").status_code == 302


@pytest.fixture
def copied(enter, visit, ta, tb):
    """A browser on tb with the cookie of ta, whose row somebody copied into tb. Second factor passed, in ta."""
    from django.contrib.sessions.models import Session

    def copy() -> Client:
        inside, outside = enter("ta"), visit("tb")
        row = Session.objects.get()
        with tenant_scope(tb):
            Session.objects.create(
                session_key=row.session_key, session_data=row.session_data, expire_date=row.expire_date
            )
        outside.cookies = inside.cookies
        return outside

    return copy


def without_the_tenant_in_the_hash(monkeypatch, ta, tb) -> None:
    from django.contrib.auth.models import AbstractUser

    for tenant in (ta, tb):
        with tenant_scope(tenant):
            User.objects.update(password="!same")
    monkeypatch.setattr(User, "get_session_auth_hash", AbstractUser.get_session_auth_hash)


def without_the_ledger(monkeypatch) -> None:
    monkeypatch.setattr(
        "tenants.accounts.middleware.standing", lambda **known: Standing(second_factor_at=timezone.now())
    )


def test_a_session_row_copied_to_another_site_is_refused(copied):
    assert copied().get("/admin/").status_code == 302


def test_the_ledger_alone_refuses_a_copied_session(copied, monkeypatch, ta, tb):
    without_the_tenant_in_the_hash(monkeypatch, ta, tb)
    assert copied().get("/admin/").status_code == 302


def test_the_tenant_in_the_session_hash_alone_refuses_it_too(copied, monkeypatch):
    without_the_ledger(monkeypatch)
    assert copied().get("/admin/").status_code == 302


def test_without_both_the_copied_session_would_do(copied, monkeypatch, ta, tb):
    """The control of the three above."""
    without_the_tenant_in_the_hash(monkeypatch, ta, tb)
    without_the_ledger(monkeypatch)
    assert copied().get("/admin/").status_code == 200


def log_in(client: Client, login: str, password: str = PASSWORD):
    return client.post("/admin/login/", {"username": login, "password": password})


def test_a_member_logs_in_on_their_own_site_only(visit):
    assert log_in(visit("ta"), "user-a").status_code == 302
    assert log_in(visit("tb"), "user-a").status_code == 200
    assert log_in(visit("ta"), "user-a", "wrong").status_code == 200


def test_a_membership_that_ended_ends_the_session(enter, ta):
    from tenants.identity.actions import leave

    client = enter("ta")
    assert client.get("/admin/").status_code == 200
    leave(login="user-a")
    assert client.get("/admin/").status_code == 302


def preview(client: Client, page: int):
    return client.get(reverse("wagtailadmin_pages:view_draft", args=[page]))


def test_a_preview_stays_at_home_whatever_the_page_thinks_its_host_is(enter, ta, tb):
    page = ArticlePage.objects.filter(live=False).get()
    Site.objects.update(hostname="tb.test")
    client = enter("ta")
    response = preview(client, page.pk)
    assert response.status_code == 200
    assert "未公开草稿" in text_of(response)
    assert CANARY not in text_of(response)


def test_a_middleware_that_believed_the_preview_would_show_the_other_unit(enter, ta, tb, monkeypatch):
    """The control: treating the dummy request like a real one runs the preview in tb."""
    from tenants.middleware import TenantMiddleware

    original = TenantMiddleware.__call__

    def believe(self, request):
        request.is_dummy = False
        return original(self, request)

    page = ArticlePage.objects.filter(live=False).get()
    Site.objects.update(hostname="tb.test")
    client = enter("ta")
    monkeypatch.setattr(TenantMiddleware, "__call__", believe)
    try:
        assert "未公开草稿" not in text_of(preview(client, page.pk)) or CANARY in text_of(
            preview(client, page.pk)
        )
    finally:
        from tenants.context import rebind

        rebind(ta)


def test_an_unknown_host_gets_a_plain_page(visit):
    response = visit("nobody").get("/")
    assert response.status_code == 404
    assert CANARY not in text_of(response)
    assert "nobody.test" in text_of(response)


@pytest.mark.parametrize(
    "host", ["", "ta.test.", "TA.test", "ta.test:99999x", "a b", "-", "ta.test@tb.test", "[::1]"]
)
def test_odd_hosts_never_fail(db, host):
    assert Client(headers={"host": host}).get("/").status_code in (200, 400, 404)


@pytest.mark.parametrize(("state", "status"), [("migrating", 503), ("archived", 410), ("deleted", 410)])
def test_a_site_that_does_not_serve_says_so(visit, monkeypatch, state, status):
    from tenants.middleware import TenantMiddleware

    found = TenantMiddleware.tenant_of

    def in_state(request):
        tenant = found(request)
        tenant.state = state
        return tenant

    monkeypatch.setattr(TenantMiddleware, "tenant_of", staticmethod(in_state))
    response = visit("ta").get("/")
    assert response.status_code == status
    assert ("Retry-After" in response) == (status == 503)


def test_cache_keys_of_wagtails_addresses_name_their_tenant(tenant, ta):
    # Our own pages ask no cache for their addresses; Wagtail does where it needs a host.
    for slug in ("ta", "tb"):
        with tenant_scope(tenant(slug)):
            assert Page.objects.get(depth=2).full_url == f"http://{slug}.test/"
    from django.core.cache import caches

    keys = list(caches["default"]._cache)
    assert keys
    assert {key[:2] for key in keys} == {"t_"}


def test_threads_that_alternate_between_units_never_mix(db, ta, tb):
    """Eight threads with connections of their own, hopping between the units a hundred times each."""
    import threading

    wrong, ready = [], threading.Barrier(8)

    def hop(number: int) -> None:
        try:
            ready.wait()
            for turn in range(100):
                tenant = (ta, tb)[(number + turn) % 2]
                with tenant_scope(tenant), connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT current_schema(), (SELECT title FROM wagtailcore_page WHERE depth = 2)"
                    )
                    schema, title = cursor.fetchone()
                    if (schema, title) != (tenant.schema_name, tenant.title):
                        wrong.append((tenant.schema_name, schema, title))
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=hop, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("limited", [True, False])
def test_isolation_holds_with_and_without_limited_set_calls(visit, settings, limited):
    settings.TENANT_LIMIT_SET_CALLS = limited
    for slug, other in (("ta", "tb"), ("tb", "ta"), ("ta", "tb")):
        shown = CANARY in text_of(visit(slug).get("/column/"))
        assert shown == (slug == "tb"), other
