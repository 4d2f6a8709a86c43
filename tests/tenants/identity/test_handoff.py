"""From one site to another: half a minute, once, one person, one target, and what was really passed."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from tenants.audit.models import AuditRecord
from tenants.identity import sessions
from tenants.identity.actions import leave
from tenants.identity.models import Handoff, Identity, LoginSession
from tenants.identity.roles import MemberRole as Role
from tenants.models import Tenant
from tests.people import menu_of
from tests.signing_in import code_of
from tests.tenants.identity.conftest import at, is_in, person, sign_in

pytestmark = pytest.mark.django_db(databases=["default", "central"])


@pytest.fixture
def traveller(db) -> Client:
    """Somebody with a place in ta and tb, signed in on ta."""
    for slug in ("ta", "tb"):
        person(slug, "both", Role.EDITOR)
    client = Client(headers={"host": "ta.test"})
    sign_in(client, "both")
    return client


def token_for(client: Client, slug: str) -> str | None:
    page = client.post("/admin/elsewhere/", {"place": str(Tenant.objects.get(slug=slug).uuid)})
    found = re.search(r'name="token" value="([^"]+)"', page.content.decode())
    return found[1] if found else None


def arrive(
    token: str, slug: str = "tb", origin: str | None = "http://ta.test", client: Client | None = None
) -> Client:
    client = client or Client(headers={"host": f"{slug}.test"})
    headers = {"origin": origin} if origin else {}
    client.post("/admin/arrive/", {"token": token}, headers=headers)
    return client


def test_a_person_goes_to_another_site_without_typing_again(traveller):
    page = traveller.get("/admin/elsewhere/").content.decode()
    assert "乙镇党委" in page
    menu = menu_of(traveller.get("/admin/").content.decode())
    assert "我的其他单位" in [item["label"] for item in menu]
    assert is_in(arrive(token_for(traveller, "tb")))
    with at("ta"):
        assert AuditRecord.objects.filter(kind="handoff.sent").exists()
    with at("tb"):
        assert AuditRecord.objects.filter(kind="handoff.received").exists()


def test_the_page_that_leaves_lets_the_browser_say_where_it_comes_from(traveller):
    target = str(Tenant.objects.get(slug="tb").uuid)
    page = traveller.post("/admin/elsewhere/", {"place": target})
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert 'action="http://tb.test/admin/arrive/"' in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_whoever_has_one_place_sees_no_menu_and_no_buttons():
    person("ta", "one", Role.EDITOR)
    client = Client(headers={"host": "ta.test"})
    sign_in(client, "one")
    menu = menu_of(client.get("/admin/").content.decode())
    assert "我的其他单位" not in [item["label"] for item in menu]
    assert "没有在别的单位任职" in client.get("/admin/elsewhere/").content.decode()
    assert token_for(client, "tb") is None


def test_a_token_is_good_once(traveller):
    token = token_for(traveller, "tb")
    assert is_in(arrive(token))
    assert not is_in(arrive(token))


def test_a_token_is_over_after_half_a_minute(traveller):
    token = token_for(traveller, "tb")
    with at("central"):
        Handoff.objects.update(expires_at=timezone.now())
    assert not is_in(arrive(token))


def test_a_token_is_good_on_its_target_only(traveller):
    person("village", "both", Role.EDITOR)
    token = token_for(traveller, "tb")
    assert not is_in(arrive(token, "village"))
    assert not is_in(arrive(token, "ta"))
    assert is_in(arrive(token))


WRONG_ORIGINS = [None, "null", "http://evil.test", "https://ta.test", "http://tb.test", "http://ta.test:81"]


@pytest.mark.parametrize("origin", WRONG_ORIGINS)
def test_a_token_sent_by_another_site_signs_nobody_in(traveller, origin):
    """Somebody else's page must not sign a visitor in as its author."""
    assert not is_in(arrive(token_for(traveller, "tb"), origin=origin))


def test_a_session_that_ended_takes_its_tokens_along(traveller):
    token = token_for(traveller, "tb")
    with at("ta"):
        sessions.end_here(Identity.objects.get(login="both").pk)
    assert not is_in(arrive(token))


def test_a_changed_password_takes_the_tokens_along(traveller):
    token = token_for(traveller, "tb")
    with at("central"):
        sessions.end_everywhere(Identity.objects.get(login="both").pk)
    assert not is_in(arrive(token))


def test_a_place_that_ended_is_not_entered(traveller):
    token = token_for(traveller, "tb")
    with at("tb"):
        leave(login="both")
    assert not is_in(arrive(token))
    assert token_for(traveller, "tb") is None


def test_the_token_is_kept_as_a_digest(traveller):
    token = token_for(traveller, "tb")
    with at("central"):
        kept = str(list(Handoff.objects.values()))
    assert token not in kept


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "\x00"])
def test_a_made_up_token_signs_nobody_in(db, token):
    assert not is_in(arrive(token))
    assert Client(headers={"host": "tb.test"}).get("/admin/arrive/").status_code == 405


def test_the_second_factor_that_was_passed_comes_along(leader, phone):
    person("ta", leader, Role.EDITOR)
    client = Client(headers={"host": "ta.test"})
    sign_in(client, leader)
    client.post("/admin/login/factor/", {"code": code_of(phone)})
    assert is_in(arrive(token_for(client, "central"), "central"))
    with at("central") as central:
        row = LoginSession.objects.get(identity__login=leader, schema_name=central.schema_name)
    assert row.second_factor_at is not None
    assert row.method == "handoff"


def test_what_was_not_passed_is_asked_for_on_arrival(leader):
    """Nothing was asked for in the unit. The office asks, before anything opens."""
    person("ta", leader, Role.EDITOR)
    client = Client(headers={"host": "ta.test"})
    sign_in(client, leader)
    assert is_in(client)
    there = arrive(token_for(client, "central"), "central")
    assert not is_in(there)
    assert there.get("/admin/login/enrol/").status_code == 200


def test_arriving_takes_the_place_of_whoever_was_signed_in_there(traveller):
    person("tb", "other", Role.EDITOR)
    there = Client(headers={"host": "tb.test"})
    sign_in(there, "other")
    arrive(token_for(traveller, "tb"), client=there)
    assert "某both" in there.get("/admin/security/").content.decode()
