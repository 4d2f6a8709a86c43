"""A session is worth what the ledger says at this request: it ends at once, everywhere, and is listed for its owner."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.accounts import middleware
from tenants.accounts.origin import browser_family
from tenants.audit.models import AuditRecord
from tenants.identity.actions import end, join, leave
from tenants.identity.models import Identity, LoginSession, Membership
from tenants.identity.roles import MemberRole as Role
from tests.people import browser
from tests.tenants.identity.conftest import at, is_in, person, sign_in

pytestmark = pytest.mark.django_db(databases=["default", "central"])


@pytest.fixture
def both(db) -> dict[str, Client]:
    """Somebody with a place in two units, signed in on both."""
    clients = {}
    for slug in ("ta", "tb"):
        person(slug, "both", Role.EDITOR)
        clients[slug] = Client(headers={"host": f"{slug}.test"})
        sign_in(clients[slug], "both")
        assert is_in(clients[slug])
    return clients


def test_a_place_that_ends_ends_that_site_at_the_next_request_and_no_other(both):
    with at("ta"):
        leave(login="both")
    assert not is_in(both["ta"])
    assert is_in(both["tb"])


def test_somebody_disabled_is_out_everywhere_at_the_next_request(both):
    with at("central"):
        Identity.objects.filter(login="both").update(is_active=False)
    assert not is_in(both["ta"])
    assert not is_in(both["tb"])
    assert sign_in(Client(headers={"host": "ta.test"}), "both").status_code == 200


def test_the_last_day_is_the_last_day(both, monkeypatch):
    with at("ta"):
        Membership.objects.filter(identity__login="both").update(valid_until=timezone.localdate())
    assert is_in(both["ta"])
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr("tenants.identity.models.people.timezone.localdate", lambda: tomorrow)
    assert not is_in(both["ta"])


def test_one_role_that_ends_takes_its_rights_along_at_once():
    person("ta", "two", Role.ADMINISTRATOR)
    with at("ta"):
        join(login="two", name="", role=Role.EDITOR)
    client = Client(headers={"host": "ta.test"})
    sign_in(client, "two")
    assert client.get("/admin/people/").status_code == 200
    with at("ta"):
        end(membership=Membership.objects.get(identity__login="two", role=Role.ADMINISTRATOR).pk, by=None)
    assert client.get("/admin/people/").status_code == 302
    assert is_in(client)


def test_without_the_question_at_every_request_the_session_would_go_on(both, monkeypatch):
    """The control: Django's own check of a session knows nothing of places."""
    from django.contrib.auth.backends import ModelBackend

    from tenants.accounts.backends import IdentityBackend
    from tenants.accounts.models import User

    with at("ta"):
        leave(login="both")

    def believe(self, user_id):
        user = ModelBackend.get_user(self, user_id)
        user.roles, user.sessions_from = ["EDITOR"], None
        return user

    assert User._meta.label == "accounts.User"
    monkeypatch.setattr(IdentityBackend, "get_user", believe)
    assert both["ta"].get("/admin/").status_code == 200


def test_a_session_ends_when_nobody_was_there_for_long(both, settings):
    with at("ta"):
        LoginSession.objects.update(seen_at=timezone.now() - dt.timedelta(minutes=40))
    assert is_in(both["ta"])
    settings.PASSWORD_PROFILE = "dengbao"
    with at("ta"):
        LoginSession.objects.update(seen_at=timezone.now() - dt.timedelta(minutes=40))
    assert not is_in(both["ta"])
    assert is_in(both["tb"])


def test_a_session_ends_after_two_weeks_whatever_happens(both):
    with at("ta"):
        LoginSession.objects.update(started_at=timezone.now() - dt.timedelta(days=15))
    assert not is_in(both["ta"])


def test_what_is_written_of_a_session_is_little():
    agent = (
        "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0.7339.81 Safari/537.36 Edg/140.0"
    )
    person("ta", "both", Role.EDITOR)
    client = Client(headers={"host": "ta.test", "user-agent": agent}, REMOTE_ADDR="203.0.113.7")
    sign_in(client, "both")
    client.get("/admin/")
    with at("ta"):
        row = LoginSession.objects.filter(identity__login="both").values().get()
    assert row["browser"] == "Edge · Windows"
    assert "140" not in str(row["browser"])
    assert "203.0.113" not in str(row)


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        ("", "其他浏览器"),
        ("curl/8", "其他浏览器"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126 Mobile Safari MicroMessenger/8.0", "微信 · Android"),
    ],
)
def test_browsers_are_told_apart_by_family(rf, agent, family):
    assert browser_family(rf.get("/", headers={"user-agent": agent})) == family


def test_last_seen_is_known_to_the_minute_and_costs_a_query_a_minute(both):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            both["ta"].get("/admin/security/codes/")
        return len(seen)

    queries()
    usual = queries()
    assert queries() == usual
    with at("ta"):
        LoginSession.objects.update(seen_at=timezone.now() - dt.timedelta(seconds=61))
    assert queries() == usual + 1
    assert queries() == usual


def test_asking_who_it_is_costs_three_queries_as_it_did_before(both, rf):
    """Session, account, place: three before. Session, account with its roles, the ledger's session: three now."""
    from django.contrib.sessions.backends.db import SessionStore

    request = rf.get("/")
    with at("ta"):
        request.session = SessionStore(both["ta"].cookies["gongkai_session"].value)
        with CaptureQueriesContext(connection) as seen:
            assert middleware.in_order(request).username == "both"
    assert len([query for query in seen if not query["sql"].startswith("SET ")]) == 3


def test_a_person_sees_their_devices_on_all_sites_and_ends_one_elsewhere(both):
    page = both["ta"].get("/admin/security/").content.decode()
    assert "甲镇党委，自" in page
    assert "乙镇党委，自" in page
    assert "（这里）" in page
    with at("tb"):
        row = LoginSession.objects.get(identity__login="both").pk
    both["ta"].post(f"/admin/security/session/{row}/")
    assert not is_in(both["tb"])
    assert is_in(both["ta"])
    with at("ta"):
        assert AuditRecord.objects.filter(kind="session.ended").count() == 1


def test_nobody_ends_the_session_of_somebody_else(both):
    other = browser("ta", Role.EDITOR)
    for slug in ("ta", "tb"):
        with at(slug):
            row = LoginSession.objects.get(identity__login="both").pk
        other.post(f"/admin/security/session/{row}/")
        assert is_in(both[slug])


def test_an_administrator_ends_the_sessions_of_a_member_here_and_not_elsewhere(both):
    manager = browser("ta", Role.ADMINISTRATOR)
    with at("ta"):
        page = f"/admin/people/{Membership.objects.get(identity__login='both').pk}/"
    assert "自 20" in manager.get(page).content.decode()
    manager.post(page, {"deed": "end"})
    assert not is_in(both["ta"])
    assert is_in(both["tb"])


def test_signing_out_ends_the_ledgers_session_so_that_a_kept_cookie_is_worthless(both):
    client = both["ta"]
    kept = Client(headers={"host": "ta.test"})
    with at("ta"):
        from django.contrib.sessions.models import Session

        row = Session.objects.get(session_key=client.cookies["gongkai_session"].value)
    client.post("/admin/logout/")
    with at("ta"):
        row.save(force_insert=True)
        kept.cookies["gongkai_session"] = row.session_key
    assert not is_in(kept)
    with at("ta"):
        assert AuditRecord.objects.filter(kind="login.ended").exists()


def test_an_answer_that_is_still_being_sent_stops_when_its_reader_may_no_longer_read(rf, monkeypatch):
    """A long export: asked again every half minute."""
    request, clock, may = rf.get("/"), [0.0], [True]
    request._cached_user = type("Reader", (), {"is_authenticated": True})()
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(
        middleware, "in_order", lambda request: request._cached_user if may[0] else AnonymousUser()
    )
    answer = middleware.StandingMiddleware(lambda request: None).process_response(
        request, StreamingHttpResponse(str(n) for n in range(9))
    )
    parts = iter(answer.streaming_content)
    assert next(parts) == b"0"
    clock[0] = 40.0
    assert next(parts) == b"1"
    may[0], clock[0] = False, 60.0
    assert next(parts) == b"2"
    clock[0] = 80.0
    assert list(parts) == []


def test_a_session_of_one_unit_is_nothing_in_another_second_factor_and_all(both):
    """Same person, same user id, same password, second factor passed in one of them."""
    with at("ta"):
        LoginSession.objects.filter(identity__login="both").update(second_factor_at=timezone.now())
    stranger = Client(headers={"host": "tb.test"})
    stranger.cookies = both["ta"].cookies
    assert not is_in(stranger)
    with at("tb"):
        assert LoginSession.objects.get(identity__login="both").second_factor_at is None
