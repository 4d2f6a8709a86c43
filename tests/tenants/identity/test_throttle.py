"""Guessing gets slow, over all processes, tells nothing, and shuts nobody out for ever."""

from __future__ import annotations

import contextlib
import threading

import pytest
from django.db import connection, connections
from django.test import Client

from tenants.audit.models import AuditRecord
from tenants.identity import throttle
from tenants.identity.models import Attempt
from tenants.identity.roles import MemberRole as Role
from tests.people import browser
from tests.signing_in import code_of
from tests.tenants.identity.conftest import WORD, at, is_in, person, sign_in

pytestmark = pytest.mark.django_db(databases=["default", "central"])


@pytest.fixture
def editor(db) -> str:
    return person("ta", "editor", Role.EDITOR).login


def stranger(address: str = "203.0.113.7") -> Client:
    return Client(headers={"host": "ta.test"}, REMOTE_ADDR=address)


def wait_over(seconds: int = throttle.LONGEST) -> None:
    """Everything that was counted, so much longer ago."""
    with at("central"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.identity_attempt SET last_at = last_at - make_interval(secs => %s),"
            " blocked_until = blocked_until - make_interval(secs => %s)",
            [seconds, seconds],
        )


def answers(client: Client, login: str, count: int, password: str = "wrong") -> list[int]:
    return [sign_in(client, login, password).status_code for _n in range(count)]


def test_after_five_wrong_tries_even_the_right_password_has_to_wait(editor):
    client = stranger()
    assert answers(client, editor, 5) == [200] * 5
    refused = sign_in(client, editor)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 6
    assert "请" in refused.content.decode()
    wait_over(10)
    assert sign_in(client, editor).status_code == 302


def test_without_the_throttle_the_hundredth_guess_would_still_be_looked_at(editor, monkeypatch):
    """The control."""
    monkeypatch.setattr(throttle, "count", lambda *counters: False)
    assert answers(stranger(), editor, 12) == [200] * 12


def test_the_wait_doubles_and_has_a_limit(editor):
    counter, waits = throttle.by_login(editor), []
    with at("central"):
        for _n in range(20):
            throttle.count(counter)
            waits.append(throttle.is_blocked(counter))
            wait_over()
    assert waits[:4] == [0] * 4
    assert waits[4:7] == [5, 10, 20]
    assert waits[-1] == throttle.LONGEST


def test_an_unknown_login_is_slowed_and_answered_like_a_known_one(editor):
    def told(login: str, address: str) -> list[tuple[int, bool]]:
        found = []
        for _n in range(7):
            answer = sign_in(stranger(address), login, "wrong")
            found.append((answer.status_code, "登录名或密码不对" in answer.content.decode()))
        return found

    assert told(editor, "203.0.113.1") == told("nobody-of-that-name", "203.0.113.2")


@pytest.mark.parametrize("login", ["editor", "nobody-of-that-name", "user-金丝雀7F3乙"])
def test_a_wrong_try_costs_one_hash_whether_the_login_exists_or_not(editor, monkeypatch, login):
    """Here, nowhere, in another unit: the work is the same."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed = []
    original = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *words: hashed.append(1) or original(self, *words)
    )
    assert sign_in(stranger(), login, "wrong").status_code == 200
    assert len(hashed) == 1


def test_a_stranger_cannot_keep_a_person_out_of_their_own_browser(editor):
    known = stranger("198.51.100.4")
    sign_in(known, editor)
    assert is_in(known)
    known.post("/admin/logout/")
    for round_ in range(4):
        for address in range(3):
            answers(stranger(f"203.0.113.{round_ * 3 + address}"), editor, 2)
    assert sign_in(stranger("203.0.113.99"), editor).status_code == 429
    assert sign_in(known, editor).status_code == 302
    assert is_in(known)


def test_a_mark_that_somebody_made_up_does_not_make_a_browser_known(editor):
    client = stranger()
    answers(client, editor, 5)
    client.cookies["gongkai_session_device"] = '{"x": "y"}:forged:forged'
    assert sign_in(client, editor).status_code == 429


def test_a_known_browser_is_slowed_too_when_it_guesses(editor):
    known = stranger()
    sign_in(known, editor)
    known.post("/admin/logout/")
    assert answers(known, editor, 6)[-1] == 429


def test_hammering_while_it_waits_does_not_make_the_wait_longer(editor):
    client = stranger()
    answers(client, editor, 5)
    answers(client, editor, 30)
    wait_over(6)
    assert sign_in(client, editor).status_code == 302


def test_one_address_that_tries_many_logins_is_slowed(editor):
    client = stranger()
    codes = [sign_in(client, f"guess-{n}", "wrong").status_code for n in range(31)]
    assert codes == [200] * 30 + [429]
    assert sign_in(stranger("203.0.113.8"), editor).status_code == 302


def test_an_ipv6_neighbourhood_is_one_address_and_nonsense_is_one_too():
    assert throttle.by_address("2001:db8::1") == throttle.by_address("2001:db8::ffff")
    assert throttle.by_address("2001:db8:0:1::1") != throttle.by_address("2001:db8::1")
    assert throttle.by_address("") == throttle.by_address("x y")


def test_a_header_that_the_visitor_wrote_does_not_change_the_address(editor):
    """Only what one of our proxies added counts, and only from one of our proxies."""
    client = stranger()
    for n in range(30):
        sign_in(client, f"guess-{n}", "wrong")
        client.defaults["HTTP_X_FORWARDED_FOR"] = f"192.0.2.{n}"
    assert sign_in(client, editor).status_code == 429


def test_behind_our_proxy_each_visitor_is_counted_apart(editor):
    first = Client(headers={"host": "ta.test", "x-forwarded-for": "1.1.1.1, 203.0.113.7"})
    for n in range(31):
        sign_in(first, f"guess-{n}", "wrong")
    assert sign_in(first, editor).status_code == 429
    second = Client(headers={"host": "ta.test", "x-forwarded-for": "203.0.113.8"})
    assert sign_in(second, editor).status_code == 302


def test_a_success_clears_the_login_but_not_what_others_failed_at_from_there(editor):
    client = stranger()
    for n in range(28):
        sign_in(client, f"guess-{n}", "wrong")
    sign_in(client, editor)
    client.post("/admin/logout/")
    with at("central"):
        assert not Attempt.objects.filter(key=throttle.by_login(editor).key).exists()
        assert Attempt.objects.get(key=throttle.by_address("203.0.113.7").key).failures == 28


def test_codes_are_slowed_for_the_person_whatever_browser_tries(leader, phone):
    for _n in range(3):
        client = Client(headers={"host": "central.test"})
        sign_in(client, leader)
        for _m in range(2):
            last = client.post("/admin/login/factor/", {"code": "000000"})
    assert "试错的次数太多" in last.content.decode()
    right = client.post("/admin/login/factor/", {"code": code_of(phone)})
    assert right.status_code == 200
    wait_over(60)
    client.post("/admin/login/factor/", {"code": code_of(phone)})
    assert is_in(client)


def test_a_clock_that_jumped_back_does_not_block_for_a_year(editor):
    with at("central"):
        throttle.count(throttle.by_login(editor))
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE public.identity_attempt SET blocked_until = clock_timestamp() + interval '1 year'"
            )
        throttle.count(throttle.by_login(editor))


def test_an_administrator_sees_a_wait_and_lifts_it(editor):
    client = stranger()
    answers(client, editor, 5)
    manager = browser("ta", Role.ADMINISTRATOR)
    page = _person_page(editor)
    assert "解除登录暂停" in manager.get(page).content.decode()
    manager.post(page, {"deed": "lift"})
    assert "解除登录暂停" not in manager.get(page).content.decode()
    assert sign_in(client, editor).status_code == 302
    with at("ta"):
        kinds = list(AuditRecord.objects.values_list("kind", flat=True).order_by("pk"))
    assert kinds.count("login.failed") == 4
    assert kinds.count("login.blocked") == 1
    assert kinds.count("login.lifted") == 1


def _person_page(login: str) -> str:
    from tenants.identity.models import Membership

    with at("ta"):
        return f"/admin/people/{Membership.objects.get(identity__login=login).pk}/"


def test_forty_guesses_at_the_same_time_are_forty(db):
    """Eight connections at once, as so many processes: exactly the free ones get through."""
    counter, through, ready = throttle.by_login("rush"), [], threading.Barrier(8)

    def on_its_own(work) -> threading.Thread:
        def run() -> None:
            try:
                with at("central"):
                    work()
            finally:
                connections["default"].close()

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def rush() -> None:
        ready.wait()
        for _n in range(5):
            with contextlib.suppress(throttle.Blocked):
                throttle.count(counter)
                through.append(1)

    for thread in [on_its_own(rush) for _n in range(8)]:
        thread.join()
    on_its_own(lambda: throttle.forgive(counter)).join()
    assert len(through) == 5


def test_the_count_is_kept_when_the_request_fails_otherwise(editor):
    """The views of the door run outside any transaction, so nothing takes a failure back."""
    from django.urls import resolve

    for path in ("login/", "login/factor/", "login/enrol/", "login/password/", "invitation/x/", "arrive/"):
        view = resolve(f"/admin/{path}").func
        assert "default" in view._non_atomic_requests, path


def test_a_login_typed_in_the_wrong_field_is_not_written_down(editor):
    sign_in(stranger(), WORD, "wrong")
    with at("ta"):
        assert WORD not in str(list(AuditRecord.objects.values()))
        assert "不认识的登录名" in str(list(AuditRecord.objects.values()))
